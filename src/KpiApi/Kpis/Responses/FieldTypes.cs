using GraphQL;
using GraphQL.Types;

namespace KpiApi.Kpis.Responses;

/// <summary>An instant as this service writes it everywhere. Only in answers: a question may also name a date.</summary>
internal sealed class InstantGraphType : StringGraphType
{
    public InstantGraphType() => (Name, Description) = ("DateTime", "An instant with its offset: RFC 3339.");
}

/// <summary>A text that is an instant.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DateTimeAttribute : GraphQLAttribute
{
    public override void Modify(TypeInformation typeInformation) => typeInformation.GraphType = typeof(InstantGraphType);
}

/// <summary>A count in 64 bits that fits into GraphQL's 32: of tickets, not of milliseconds or versions.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CountAttribute : GraphQLAttribute
{
    public override void Modify(TypeInformation typeInformation) => typeInformation.GraphType = typeof(IntGraphType);
}
