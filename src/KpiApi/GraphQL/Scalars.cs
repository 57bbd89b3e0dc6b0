using GraphQL.Types;

namespace KpiApi.GraphQL;

/// <summary>Float, but decimals stay what they are, so that the same digits are written as by REST: 0.1, where a double would pass by 0.1000…0055.</summary>
internal sealed class NumberGraphType : FloatGraphType
{
    public NumberGraphType() => Name = "Float";

    public override object? Serialize(object? value) => value is decimal ? value : base.Serialize(value);
}
