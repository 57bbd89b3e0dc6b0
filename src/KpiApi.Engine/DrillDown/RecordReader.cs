using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.DrillDown;

/// <summary>
/// Lists what a number counts: as many records as its <c>count</c> says, from the same plan and the same selection of rows.
/// </summary>
public sealed class RecordReader
{
    private readonly QueryPlan _plan;
    private readonly FactSnapshot _snapshot;
    private readonly RecordSort _sort;
    private readonly IReadOnlyList<SurveyOutcome> _outcomes;
    private readonly Measure _measure;
    private readonly Dimension[] _dimensions;
    private readonly ChunkReader _reader;
    private readonly int[] _rows;
    private readonly int[] _branchRows;
    private readonly long[] _instants;
    private readonly CancellationToken _cancel;

    private RecordReader(RecordQuery asked, FactSnapshot snapshot, ChunkReader reader, CancellationToken cancel)
    {
        (_reader, _cancel) = (reader, cancel);
        var metric = asked.Query.Metrics[0];
        (_measure, _dimensions) = (Listed(metric.Measure)!, [.. Dimensions(metric.Metric, snapshot)]);
        (_snapshot, _outcomes) = (snapshot, asked.Outcomes);
        _plan = QueryPlanner.Plan(asked.Query, snapshot);
        _sort = new RecordSort(asked, _measure, snapshot);
        (_rows, _branchRows, _instants) = (new int[snapshot.LargestTable], new int[snapshot.LargestTable], new long[snapshot.LargestTable]);
    }

    /// <summary>False for amounts over time, which stand on no tickets: costs, shifts.</summary>
    public static bool CanList(Metric metric) => Listed(metric.Measure) is not null;

    /// <summary>True when its records are surveys.</summary>
    public static bool ListsSurveys(Metric metric) => Listed(metric.Measure)?.Sources.All(source => source.Table == FactTable.Surveys) == true;

    /// <summary>The dimensions that a record tells by a name: those of the metric that do not depend on when it is looked at, tags aside.</summary>
    public static IEnumerable<Dimension> Dimensions(Metric metric, FactSnapshot snapshot) =>
        metric.DimensionsWith(snapshot.Attributes).Where(d => d != Dimension.Tag && !metric.Measure.Sources.Any(s => s.IsMoving(d)));

    /// <param name="asked">Without <see cref="RecordQuery.Errors"/>.</param>
    /// <param name="after">The last record of the page before; null for the first page.</param>
    /// <param name="limit">Records a page.</param>
    public static RecordPage Read(RecordQuery asked, FactSnapshot snapshot, RecordCursor? after, int limit, CancellationToken cancel = default)
    {
        using var reader = new ChunkReader();
        return new RecordReader(asked, snapshot, reader, cancel).Read(after, limit);
    }

    /// <summary>Of a page: at worst no chunk has any record, and all are read.</summary>
    public static QueryCost Cost(KpiQuery query, FactSnapshot snapshot) => QueryCost.OfRows(
        snapshot.Chunks.Sum(chunk => Listed(query.Metrics[0].Metric.Measure)?.Sources.Sum(source => (long)chunk.RowCount(source.Table)) ?? 0));

    /// <summary>A quotient counts what it divides by; amounts over time and quotients by them list nothing.</summary>
    internal static Measure? Listed(Measure measure) => measure switch
    {
        Measure.Quotient { Denominator: Measure.Prorated } or Measure.Prorated or Measure.AccountValue or Measure.Retention => null,
        Measure.Quotient quotient => quotient.Denominator,
        _ => measure,
    };

    private RecordPage Read(RecordCursor? after, int limit)
    {
        var place = after is { } cursor ? new RecordPlace(cursor) : null;
        var first = new FirstInOrder<FoundRecord>(limit + 1, _sort);
        foreach (var (index, ranks) in _sort.Chunks())
        {
            _cancel.ThrowIfCancellationRequested();
            // Most chunks lie before the page or after it.
            if (first.IsFull && ranks.First > _sort.Rank(first.Last))
                break;
            if (place is not null && ranks.Last < _sort.Rank(place.Cursor))
                continue;
            _reader.Open(_snapshot.Chunks[index], index);
            foreach (var found in InOrder(Find()))
            {
                if (place is null || _sort.Compare(found, place) > 0)
                    first.Offer(found);
            }
        }
        var page = first.InOrder();
        var records = Describe(page[..Math.Min(limit, page.Count)]);
        return new RecordPage(records, page.Count > limit ? records[^1].After : null);
    }

    /// <summary>Numbered within their owner and instant; an owner lies in one chunk.</summary>
    private IEnumerable<FoundRecord> InOrder(List<FoundRecord> found)
    {
        var created = _reader.Longs(FactSchema.Ticket.CreatedAt, FactTable.Tickets).ToArray();
        var (last, ordinal) = (default(FoundRecord), 0);
        foreach (var next in found.OrderBy(f => f.Place).ThenBy(f => f.AtMs))
        {
            var isSameOwner = last.Source is not null && next.Place == last.Place;
            if (_measure is Measure.Distinct && isSameOwner)
                continue;
            ordinal = isSameOwner && next.AtMs == last.AtMs ? ordinal + 1 : 0;
            last = next with { CreatedMs = created[next.Place % FactChunk.Capacity], Ordinal = ordinal, SortedBy = _sort.Value(next, _reader) };
            yield return last;
        }
    }

    /// <summary>Chunk by chunk, so that each is opened once wherever its records stand.</summary>
    private Record[] Describe(List<FoundRecord> page)
    {
        var records = new Record[page.Count];
        var open = -1;
        foreach (var (index, found) in page.Index().OrderBy(f => f.Item.Place))
        {
            _cancel.ThrowIfCancellationRequested();
            if (found.Place / FactChunk.Capacity is var chunk && chunk != open)
                _reader.Open(_snapshot.Chunks[open = chunk], chunk);
            records[index] = Describe(found);
        }
        return records;
    }

    /// <summary>Rows of the open chunk that count.</summary>
    private List<FoundRecord> Find()
    {
        var found = new List<FoundRecord>();
        foreach (var step in _plan.Steps.Where(step => step.Slots.Contains(Slot)))
        {
            _cancel.ThrowIfCancellationRequested();
            if (step is ScanStep scan)
                Find(scan, found);
            else if (step is LevelStep level && !IsUnknownYet)
                Find(level, found);
        }
        return found;
    }

    /// <summary>A plan can hold more than the metric itself: guards, the other half of a quotient.</summary>
    private AccumulatorSlot Slot => _plan.Outputs[0].Denominator ?? _plan.Outputs[0].Slot;

    /// <summary>The state of a period that has not begun counts nothing.</summary>
    private bool IsUnknownYet => _plan.Query.Period.FromMs >= _plan.Query.AsOf.ToUnixTimeMilliseconds();

    private void Find(ScanStep scan, List<FoundRecord> found)
    {
        var count = scan.Select(_reader, _rows);
        foreach (var branch in scan.Branches.Where(b => b.Slot == Slot))
        {
            _rows.AsSpan(0, count).CopyTo(_branchRows);
            var passing = branch.Where is { } where ? RowSelection.KeepWhere(_reader, scan.Source.Table, where, _branchRows.AsSpan(0, count)) : count;
            if (_outcomes.Count > 0)
                passing = RowSelection.KeepWhere(_reader, scan.Source.Table, RowTest.Of<SurveyOutcome>(FactSchema.Survey.Outcome, [.. _outcomes]), _branchRows.AsSpan(0, passing));
            Find(scan.Source, branch.Weight, _branchRows.AsSpan(0, passing), found);
        }
    }

    private void Find(Source source, int weight, ReadOnlySpan<int> rows, List<FoundRecord> found)
    {
        var values = _measure is Measure.Mean mean
            ? new ValueReader(new RowBatch(_reader, source.Table, rows, [], 1), _plan.Query.Hours == Hours.Business ? mean.Value.InBusinessHours : mean.Value)
            : default;
        var instants = _reader.Longs(source.At, source.Table);
        var owners = _reader.Owners(source.Table);
        foreach (var row in rows)
        {
            var number = (long)weight;
            if (_measure is Measure.Mean && !values.TryRead(row, out number))
                continue;
            found.Add(new FoundRecord(_reader.FirstOwner + owners[row], source, row, instants[row], number));
        }
    }

    /// <summary>What was open just before the end of the period.</summary>
    private void Find(LevelStep level, List<FoundRecord> found)
    {
        var (source, table) = (level.Source, level.Source.Table);
        var count = level.Select(_reader, _rows);
        if (count == 0)
            return;
        var rows = _rows.AsSpan(0, count);
        var from = _reader.Longs(source.At, table, rows);
        var to = level.Ends(_reader, rows, _instants);
        var owners = _reader.Owners(table, rows);
        var moving = level as MovingLevelStep;
        var answers = moving?.Answers(_reader, count);
        var atMs = _plan.Query.Period.ToMs;
        foreach (var row in rows)
        {
            if (from[row] < atMs && to[row] >= atMs && moving?.Passes(_reader, row, answers, atMs) != false)
                found.Add(new FoundRecord(_reader.FirstOwner + owners[row], source, row, from[row], 1));
        }
    }

    private Record Describe(FoundRecord found)
    {
        var (table, row) = (found.Source.Table, found.Row);
        var key = _reader.Chunk.Ids[found.Place % FactChunk.Capacity];
        var survey = table == FactTable.Surveys ? _reader.Chunk.RowIds(FactSchema.Survey.Id)[row] : null;
        decimal? value = _measure switch
        {
            Measure.Mean mean => (decimal)found.Number / mean.Value.UnitsPerWhole,
            Measure.Net => found.Number,
            _ => null,
        };
        bool? passed = _measure is Measure.Share share ? new RowTestReader(_reader, table, [row], Passing(share)).Count(row) == 1 : null;
        return new Record(
            OwnerIndex.ParseKey(key), survey, found.AtMs, value, passed, [.. _dimensions.Select(d => Name(found.Source, d, row))],
            new RecordCursor(found.SortedBy, found.CreatedMs, key, found.AtMs, found.Ordinal))
        {
            Tags = _plan.Query.Metrics[0].Metric.Allows(Dimension.Tag) ? TagText.Parse(_snapshot.Names[DictionaryId.TagSet].Name(_reader.Codes(FactSchema.Ticket.Tags, table)[row])) : null,
        };
    }

    private RowTest Passing(Measure.Share share) => _plan.Query.Hours == Hours.Business && share.Passing is NumberTest numbers ? numbers.InBusinessHours : share.Passing;

    private string? Name(Source source, Dimension dimension, int row) => GroupColumn.Of(source, dimension, _snapshot) is { Field: not null } column
        ? _snapshot.Names.Of(dimension).Name(column.Code(_reader, source.Table, row))
        : null;
}
