namespace KpiApi.Engine.Columns.Schema;

/// <summary>A set of values that share one dictionary: an agent is the same agent as assignee, responder and resolver.</summary>
internal enum DictionaryId
{
    /// <summary>Codes that are fixed in the source, not names from the data.</summary>
    Fixed,
    Agent,
    Team,
    Channel,
    Reason,
    Priority,
    Account,
    ActivityType,
    SurveyKind,
    Scale,
    Stage,
    Status,
    Age,
    Idle,

    /// <summary>Different sets of tags: a ticket has one, or none.</summary>
    TagSet,

    /// <summary>The tags of those sets. No column has these codes; behind <see cref="TagSet"/>, which lets them go.</summary>
    Tag,

    /// <summary>The first of <see cref="Model.AttributeSlots.Max"/>, one a slot.</summary>
    AccountAttribute,

    /// <summary>Likewise.</summary>
    TicketAttribute = AccountAttribute + Model.AttributeSlots.Max,
}

internal static class DictionaryIds
{
    /// <summary>Each, with those that have no name of their own.</summary>
    public static IReadOnlyList<DictionaryId> All { get; } =
        [.. Enumerable.Range(0, (int)DictionaryId.TicketAttribute + Model.AttributeSlots.Max).Select(id => (DictionaryId)id)];
}
