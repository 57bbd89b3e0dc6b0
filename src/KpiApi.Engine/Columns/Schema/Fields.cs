using KpiApi.Engine.Model;

namespace KpiApi.Engine.Columns.Schema;

/// <summary>A table of the columns; the rows of an owner lie together in each.</summary>
internal enum FactTable { Tickets, Resolutions, Reopens, StatusIntervals, StageVisits, SlaClocks, Activities, Surveys, Accounts, Shifts, Costs, ReplyWaits, Holdings, Reassignments }

/// <summary>What the whole numbers of a column are, and so their unit: milliseconds of instants and durations, 1⁄10,000 of money, score units.</summary>
internal enum NumberKind { Instant, Duration, Number, Money, Points }

/// <summary>A column of whole numbers: instants, durations, score units.</summary>
/// <param name="Table">Where it stands.</param>
/// <param name="Ordinal">Its place among all number columns.</param>
/// <param name="Name">In the facts that leave and in their SQL: snake case, with the unit of durations.</param>
/// <param name="Kind">What the numbers are.</param>
internal sealed record LongField(FactTable Table, int Ordinal, string Name, NumberKind Kind)
{
    /// <summary>Stored units in one unit of what leaves (1 second, 1 point); values are often multiples of it and then stored so.</summary>
    public long UnitsPerWhole => Kind switch
    {
        NumberKind.Instant or NumberKind.Duration => FactSchema.Second,
        NumberKind.Money => Money.UnitsPerWhole,
        NumberKind.Points => SurveyScale.UnitsPerPoint,
        _ => 1,
    };

    /// <summary>Stands for "always" where facts that leave have no value: an account without a beginning.</summary>
    public long? Always { get; init; }
}

/// <summary>A column of dictionary codes.</summary>
/// <param name="Table">Where it stands.</param>
/// <param name="Ordinal">Its place among all code columns.</param>
/// <param name="Name">In the facts that leave and in their SQL.</param>
/// <param name="DictionaryId">Whose codes they are; fixed ones are 0 for none, else the value of an enumeration plus 1.</param>
internal record CodeField(FactTable Table, int Ordinal, string Name, DictionaryId DictionaryId)
{
    /// <summary>What fixed codes mean, from code 1; <see cref="FixedNames.NoAndYes"/> for a flag. Empty where names come from the data.</summary>
    public required IReadOnlyList<string> Names { get; init; }
}

/// <summary>The column of a declared attribute, called by its id where facts leave; see <see cref="Model.AttributeSlots"/>.</summary>
/// <param name="Slot">Of the attribute.</param>
internal sealed record AttributeField(FactTable Table, int Ordinal, DictionaryId DictionaryId, int Slot)
    : CodeField(Table, Ordinal, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"attribute_{Slot + 1}"), DictionaryId);

/// <summary>A column of ids, each different, so that codes would save nothing.</summary>
/// <param name="Table">Where it stands.</param>
/// <param name="Ordinal">Its place among all id columns.</param>
/// <param name="Name">In the facts that leave.</param>
internal sealed record IdField(FactTable Table, int Ordinal, string Name);
