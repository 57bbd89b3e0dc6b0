using System.Text.Json;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Facts;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Sql;

/// <summary>The rows of a source in SQL: its table as <c>r</c>, and where one of its columns is asked for the ticket of each row as <c>t</c>.</summary>
internal sealed class SqlRows(KpiQuery query, Source source)
{
    private readonly List<string> _joins = [];

    /// <summary>What follows FROM; asked for when all columns have been.</summary>
    public string From => string.Join('\n', [$"{FactTableNames.Of(source.Table)} AS r", .. _joins]);

    public string At => Column(source.At);

    public string Until => Column(source.Until!);

    public string Column(LongField field) => Column(field.Table, field.Name);

    public string Column(CodeField field) => Column(field.Table, field.Name);

    /// <summary>The owner of a row.</summary>
    public string Owner => source.Table == FactTable.Tickets ? "r.id" : "r.ticket";

    /// <summary>A number of each row, in the unit of the metric.</summary>
    public string Number(RowValue value) => value.Since is { } since
        ? $"{SqlText.Milliseconds(Column(since), Column(value.Field))} / {SqlText.Number(value.UnitsPerWhole)}.0"
        : Column(value.Field);

    /// <summary>The row lies in the period, and passes the filters and a test.</summary>
    public List<string> Conditions(RowTest? where)
    {
        List<string> conditions = [$"{At} >= {SqlText.From}", $"{At} < {SqlText.To}"];
        if (source.EndsNow)
            conditions.Add($"{At} < {SqlText.AsOf}");
        return [.. conditions, .. Tests(where), .. Filters("")];
    }

    public IEnumerable<string> Tests(RowTest? where) => where is null ? [] : [Test(where)];

    /// <param name="atInstant">At which a ticket is looked at by dimensions that depend on that.</param>
    public IEnumerable<string> Filters(string atInstant) => query.Filters.Select(filter =>
        filter.Dimension == Dimension.Tag ? Tags(filter) : filter.Excluded ? SqlText.IsNoneOf(Value(filter.Dimension, atInstant), filter.Values) : SqlText.IsOneOf(Value(filter.Dimension, atInstant), filter.Values));

    public IEnumerable<SqlKey> Groups(string atInstant = "") =>
        query.GroupBy.Select(dimension => new SqlKey(Value(dimension, atInstant), SqlText.Identifier(Name(dimension))));

    /// <summary>As columns of a result are called: activity_type, account_tier.</summary>
    private static string Name(Dimension dimension) => dimension.Attribute is null
        ? JsonNamingPolicy.SnakeCaseLower.ConvertName(DimensionNames.Name(dimension))
        : DimensionNames.Name(dimension).Replace('.', '_');

    public string Test(RowTest test) => test switch
    {
        BothTest both => SqlText.All([Test(both.First), Test(both.Second)]),
        CodeTest { Field.Names: var names } flag when ReferenceEquals(names, FixedNames.NoAndYes) => flag.Codes == 1UL << 2 ? Column(flag.Field) : $"NOT {Column(flag.Field)}",
        CodeTest { Codes: ~1UL } known => $"{Column(known.Field)} IS NOT NULL",
        CodeTest code => SqlText.IsOneOf(Column(code.Field), [.. code.Field.Names.Where((_, i) => (code.Codes & 1UL << (i + 1)) != 0)]),
        NumberTest number => SqlText.All(Limits(query.Hours == Hours.Business ? number.InBusinessHours : number)),
        _ => throw new ArgumentOutOfRangeException(nameof(test)),
    };

    private IEnumerable<string> Limits(NumberTest test)
    {
        if (test.Least != long.MinValue)
            yield return $"{Number(test.Value)} >= {SqlText.Number((decimal)test.Least / test.Value.UnitsPerWhole)}";
        if (test.Most != long.MaxValue)
            yield return $"{Number(test.Value)} <= {SqlText.Number((decimal)test.Most / test.Value.UnitsPerWhole)}";
        if (test is { Least: long.MinValue, Most: long.MaxValue })
            yield return $"{Number(test.Value)} IS NOT NULL";
        if (test.And is { } and)
            yield return Test(and);
    }

    /// <summary>The ticket has one of the tags; null is "no tag".</summary>
    private string Tags(Filter filter)
    {
        var tags = $"SELECT 1 FROM {FactTableNames.TicketTags} AS f WHERE f.ticket = {Owner}";
        List<string> ways = [];
        if (filter.Values.Any(value => value is not null))
            ways.Add($"EXISTS ({tags} AND {SqlText.IsOneOf("f.tag", [.. filter.Values.Where(value => value is not null)])})");
        if (filter.Values.Contains(null))
            ways.Add($"NOT EXISTS ({tags})");
        return $"{(filter.Excluded ? "NOT " : "")}({string.Join(" OR ", ways)})";
    }

    private string Value(Dimension dimension, string atInstant)
    {
        if (dimension == Dimension.Tag)
        {
            Join($"LEFT JOIN {FactTableNames.TicketTags} AS g ON g.ticket = {Owner}");
            return "g.tag";
        }
        if (dimension.Attribute is { } attribute)
            return Attribute(dimension, SqlText.Identifier(FactColumn.AttributePrefix + attribute));
        if (source.Column(dimension, null) is { } field)
            return Column(field);
        if (dimension == Dimension.Age)
            return Band(Column(FactSchema.Ticket.CreatedAt), atInstant);
        Join(LastAnswer(atInstant));
        return $"CASE WHEN l.answered_at IS NULL THEN {SqlText.Literal(AgeBands.Idle[^1])} ELSE {Band("l.answered_at", atInstant)} END";
    }

    /// <summary>An attribute of the ticket, or of the account that the row is of.</summary>
    private string Attribute(Dimension dimension, string column)
    {
        var field = source.Column(dimension, null)!;
        if (dimension.Kind == DimensionKind.TicketAttribute || source.Table == FactTable.Accounts)
            return Column(field.Table, column);
        Join($"LEFT JOIN accounts AS c ON c.id = {Column(field)}");
        return $"c.{column}";
    }

    /// <summary>The band of the time from an instant to just before another.</summary>
    private static string Band(string from, string to)
    {
        var waited = SqlText.Milliseconds(from, to);
        var bands = AgeBands.Bounded.Select(band => $"WHEN {waited} <= {SqlText.Number(band.EndMs)} THEN {SqlText.Literal(band.Name)}");
        return $"CASE {string.Join(' ', bands)} ELSE {SqlText.Literal(AgeBands.Age[^1])} END";
    }

    /// <summary>The last answer before an instant; a first response that only the ticket states is one too.</summary>
    private string LastAnswer(string atInstant)
    {
        var (at, isAnswer, first) = (FactSchema.Activity.At.Name, FactSchema.Activity.IsAnswer.Name, Column(FactSchema.Ticket.FirstResponseAt));
        return $"""
            LEFT JOIN LATERAL (
              SELECT greatest(max(a.{at}), CASE WHEN {first} < {atInstant} THEN {first} END) AS answered_at
              FROM activities AS a
              WHERE a.ticket = r.ticket AND a.{isAnswer} AND a.{at} < {atInstant}
            ) AS l ON true
            """;
    }

    private string Column(FactTable table, string name)
    {
        if (table == source.Table)
            return $"r.{name}";
        Join("LEFT JOIN tickets AS t ON t.id = r.ticket");
        return $"t.{name}";
    }

    private void Join(string join)
    {
        if (!_joins.Contains(join))
            _joins.Add(join);
    }
}
