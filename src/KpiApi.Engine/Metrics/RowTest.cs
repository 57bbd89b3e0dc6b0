using System.Globalization;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;

namespace KpiApi.Engine.Metrics;

/// <summary>Which rows of a source count.</summary>
internal abstract record RowTest
{
    /// <summary>The code is one of these values.</summary>
    public static RowTest Of<T>(CodeField field, params ReadOnlySpan<T> values)
        where T : struct, Enum
    {
        var codes = 0UL;
        foreach (var value in values)
            codes |= 1UL << (Convert.ToInt32(value, CultureInfo.InvariantCulture) + 1);
        return new CodeTest(field, codes);
    }

    /// <summary>A yes-or-no field says yes.</summary>
    public static RowTest Yes(CodeField field) => new CodeTest(field, 1UL << 2);

    /// <summary>A yes-or-no field says no.</summary>
    public static RowTest No(CodeField field) => new CodeTest(field, 1UL << 1);

    /// <summary>The field has any value.</summary>
    public static RowTest Known(CodeField field) => new CodeTest(field, ~1UL);

    public static RowTest Both(RowTest first, RowTest second) => new BothTest((CodeTest)first, (CodeTest)second);

    /// <summary>The row has the number, and it is at most this: answered within an hour.</summary>
    public static RowTest AtMost(RowValue value, long units) => new NumberTest(value, long.MinValue, units);
}

/// <summary>Both are passed.</summary>
internal sealed record BothTest(CodeTest First, CodeTest Second) : RowTest
{
    public override string ToString() => $"{First} and {Second}";
}

/// <summary>The fixed code is one of a set.</summary>
/// <param name="Field">Of the source's table or of the ticket.</param>
/// <param name="Codes">Bit n stands for code n.</param>
internal sealed record CodeTest(CodeField Field, ulong Codes) : RowTest
{
    private const int Bits = 64;
    private CodeSet? _set;

    /// <summary>The same, for many rows at a time. A race makes it twice.</summary>
    public CodeSet Set => _set ??= new([.. Enumerable.Range(0, Bits).Select(code => (Codes >> code & 1) != 0)]);

    public bool Equals(CodeTest? other) => other is not null && Field == other.Field && Codes == other.Codes;

    public override int GetHashCode() => HashCode.Combine(Field, Codes);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Field.Ordinal} in {Codes:x}");
}

/// <summary>The number lies in [<paramref name="Least"/>, <paramref name="Most"/>], in stored units; rows without it do not pass.</summary>
internal sealed record NumberTest(RowValue Value, long Least, long Most) : RowTest
{
    /// <summary>A test of codes that has to be passed as well.</summary>
    public RowTest? And { get; init; }

    public NumberTest InBusinessHours => this with { Value = Value.InBusinessHours };

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value} from {Least} to {Most}{(And is null ? "" : $" and {And}")}");
}
