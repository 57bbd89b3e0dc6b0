using KpiApi.Engine.Columns;

namespace KpiApi.Engine.Metrics;

/// <summary>Which rows a metric counts, what places them in a period, and whom the agent dimension credits.</summary>
/// <param name="Table">The table read.</param>
/// <param name="At">The instant that decides the period; rows without one do not count.</param>
/// <param name="Agent">Null where no agent can be credited.</param>
internal sealed record Source(FactTable Table, LongField At, CodeField? Agent)
{
    public static readonly Source Created = new(FactTable.Tickets, FactSchema.Ticket.CreatedAt, FactSchema.Ticket.Agent);
    public static readonly Source FirstResponse = new(FactTable.Tickets, FactSchema.Ticket.FirstResponseAt, FactSchema.Ticket.Responder);
    public static readonly Source Resolution = new(FactTable.Resolutions, FactSchema.Resolution.At, FactSchema.Resolution.Resolver);
    public static readonly Source Reopen = new(FactTable.Reopens, FactSchema.Reopen.At, FactSchema.Reopen.UndoneResolver);
    public static readonly Source Opening = new(FactTable.OpenIntervals, FactSchema.OpenInterval.From, FactSchema.Ticket.Agent);
    public static readonly Source Closing = new(FactTable.OpenIntervals, FactSchema.OpenInterval.To, FactSchema.Ticket.Agent);
    public static readonly Source Activity = new(FactTable.Activities, FactSchema.Activity.At, FactSchema.Activity.Agent);
    public static readonly Source Answer = new(FactTable.Surveys, FactSchema.Survey.RespondedAt, FactSchema.Survey.Agent);

    /// <summary>The column that a dimension means for these rows, or null when it means nothing for them.</summary>
    public CodeField? Column(Dimension dimension) => (dimension, Table) switch
    {
        (Dimension.Agent, _) => Agent,
        (Dimension.ActivityType, FactTable.Activities) => FactSchema.Activity.Type,
        (Dimension.SurveyKind, FactTable.Surveys) => FactSchema.Survey.Kind,
        (Dimension.ActivityType or Dimension.SurveyKind, _) => null,
        (Dimension.Team, FactTable.Surveys) => FactSchema.Survey.Team,
        (Dimension.Channel, FactTable.Surveys) => FactSchema.Survey.Channel,
        (Dimension.Reason, FactTable.Surveys) => FactSchema.Survey.Reason,
        (Dimension.Account, FactTable.Surveys) => FactSchema.Survey.Account,
        (Dimension.Team, _) => FactSchema.Ticket.Team,
        (Dimension.Channel, _) => FactSchema.Ticket.Channel,
        (Dimension.Reason, _) => FactSchema.Ticket.Reason,
        (Dimension.Account, _) => FactSchema.Ticket.Account,
        _ => FactSchema.Ticket.Priority,
    };
}

/// <summary>Rows whose fixed code is one of a set.</summary>
/// <param name="Field">Of the source's table.</param>
/// <param name="Codes">Bit n stands for code n.</param>
internal sealed record RowTest(CodeField Field, ulong Codes)
{
    public static RowTest Of<T>(CodeField field, params ReadOnlySpan<T> values)
        where T : struct, Enum
    {
        var codes = 0UL;
        foreach (var value in values)
            codes |= 1UL << (Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture) + 1);
        return new RowTest(field, codes);
    }
}

/// <summary>A number of each row: a column, or the time from one column to another.</summary>
/// <param name="Field">The number, or the end.</param>
/// <param name="Since">The start.</param>
/// <param name="UnitsPerWhole">Stored units in one unit of the metric: 1000 ms in a second.</param>
internal sealed record RowValue(LongField Field, LongField? Since, long UnitsPerWhole);
