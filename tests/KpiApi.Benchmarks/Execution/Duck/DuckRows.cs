using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Sql;

namespace KpiApi.Benchmarks.Execution.Duck;

/// <summary>The rows of a source in its wide table, called <c>r</c>. It notes the columns that it is asked for.</summary>
internal sealed class DuckRows(KpiQuery query, Source source, ISet<WideColumn> read)
{
    public string Table => $"{FactTableNames.Of(source.Table)} AS r";

    public string At => Column(source.At);

    public string Until => Column(source.Until!);

    /// <summary>The number of a row's ticket.</summary>
    public string Owner => Column(new WideColumn(source.Table, null, null));

    /// <summary>One a dimension of the groups, under names that do not depend on the source.</summary>
    public IReadOnlyList<string> Groups => [.. query.GroupBy.Select((dimension, i) => $"{Column(source.Column(dimension, null)!)} AS {DuckSql.Group(i)}")];

    /// <summary>The row lies in the period and passes the filters.</summary>
    public IReadOnlyList<string> Conditions
    {
        get
        {
            var toMs = source.EndsNow ? Math.Min(query.Period.ToMs, query.AsOf.ToUnixTimeMilliseconds()) : query.Period.ToMs;
            return [$"{At} >= {SqlText.Number(query.Period.FromMs)}", $"{At} < {SqlText.Number(toMs)}", .. Filters];
        }
    }

    public IEnumerable<string> Filters => query.Filters.Select(filter =>
    {
        var column = Column(source.Column(filter.Dimension, null)!);
        return filter.Excluded ? SqlText.IsNoneOf(column, filter.Values) : SqlText.IsOneOf(column, filter.Values);
    });

    public string Column(LongField field) => Column(new WideColumn(source.Table, field, null));

    public string Column(CodeField field) => Column(new WideColumn(source.Table, null, field));

    /// <summary>In stored units, which are whole numbers.</summary>
    public string Number(RowValue value) => value.Since is { } since ? $"({Column(value.Field)} - {Column(since)})" : Column(value.Field);

    public string Test(RowTest test) => test switch
    {
        BothTest both => $"{Test(both.First)} AND {Test(both.Second)}",
        CodeTest { Codes: ~1UL } known => $"{Column(known.Field)} IS NOT NULL",
        CodeTest flag when ReferenceEquals(flag.Field.Names, FixedNames.NoAndYes) => flag.Codes == 1UL << 2 ? Column(flag.Field) : $"NOT {Column(flag.Field)}",
        CodeTest code => SqlText.IsOneOf(Column(code.Field), [.. code.Field.Names.Where((_, i) => (code.Codes & 1UL << (i + 1)) != 0)]),
        _ => throw new NotSupportedException("Times within a limit are not among the questions."),
    };

    private string Column(WideColumn column)
    {
        read.Add(column);
        return $"r.{column.Name}";
    }
}
