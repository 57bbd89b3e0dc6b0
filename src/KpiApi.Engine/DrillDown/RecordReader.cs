using System.Text;
using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Encodings;
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
    private readonly Measure _measure;
    private readonly Dimension[] _dimensions;
    private readonly ChunkReader _reader;
    private readonly int[] _rows;
    private readonly int[] _branchRows;
    private readonly long[] _instants;
    private readonly CancellationToken _cancel;

    private RecordReader(KpiQuery query, FactSnapshot snapshot, ChunkReader reader, CancellationToken cancel)
    {
        (_reader, _cancel) = (reader, cancel);
        var metric = query.Metrics[0].Metric;
        (_measure, _dimensions) = (Listed(query.Metrics[0].Measure)!, [.. Dimensions(metric, snapshot)]);
        _snapshot = snapshot;
        _plan = QueryPlanner.Plan(query, snapshot);
        (_rows, _branchRows, _instants) = (new int[snapshot.LargestTable], new int[snapshot.LargestTable], new long[snapshot.LargestTable]);
    }

    /// <summary>False for amounts over time, which stand on no tickets: costs, shifts.</summary>
    public static bool CanList(Metric metric) => Listed(metric.Measure) is not null;

    /// <summary>True when its records are surveys.</summary>
    public static bool ListsSurveys(Metric metric) => Listed(metric.Measure)?.Sources.All(source => source.Table == FactTable.Surveys) == true;

    /// <summary>The dimensions that a record tells by a name: those of the metric that do not depend on when it is looked at, tags aside.</summary>
    public static IEnumerable<Dimension> Dimensions(Metric metric, FactSnapshot snapshot) =>
        metric.DimensionsWith(snapshot.Attributes).Where(d => d != Dimension.Tag && !metric.Measure.Sources.Any(s => s.IsMoving(d)));

    /// <param name="query">Of one metric; interval, groups and order do not matter.</param>
    /// <param name="after">The last record of the page before; null for the first page.</param>
    /// <param name="limit">Records a page.</param>
    public static RecordPage Read(KpiQuery query, FactSnapshot snapshot, RecordCursor? after, int limit, CancellationToken cancel = default)
    {
        using var reader = new ChunkReader();
        return new RecordReader(query, snapshot, reader, cancel).Read(after, limit);
    }

    /// <summary>Of a page: at worst no chunk has any record, and all are read.</summary>
    public static QueryCost Cost(KpiQuery query, FactSnapshot snapshot) => QueryCost.OfRows(
        snapshot.Chunks.Sum(chunk => Listed(query.Metrics[0].Metric.Measure)?.Sources.Sum(source => (long)chunk.RowCount(source.Table)) ?? 0));

    /// <summary>A quotient counts what it divides by; amounts over time and quotients by them list nothing.</summary>
    private static Measure? Listed(Measure measure) => measure switch
    {
        Measure.Quotient { Denominator: Measure.Prorated } or Measure.Prorated or Measure.AccountValue or Measure.Retention => null,
        Measure.Quotient quotient => quotient.Denominator,
        _ => measure,
    };

    private RecordPage Read(RecordCursor? after, int limit)
    {
        var place = after is { } cursor ? new RecordPlace(cursor) : null;
        var first = new FirstInOrder<Found>(limit + 1, Comparer<Found>.Create(Compare));
        foreach (var index in Enumerable.Range(0, _snapshot.Chunks.Length).OrderBy(c => Created(c).Min))
        {
            _cancel.ThrowIfCancellationRequested();
            // Tickets arrive more or less in the order of their creation, so most chunks lie before the page or after it.
            if (first.IsFull && Created(index).Min > first.Last.CreatedMs)
                break;
            if (place is not null && !Created(index).HasNulls && Created(index).Max < place.Cursor.CreatedMs)
                continue;
            _reader.Open(_snapshot.Chunks[index], index);
            foreach (var found in InOrder(Find()))
            {
                if (place is null || Compare(found, place) > 0)
                    first.Offer(found);
            }
        }
        var page = first.InOrder();
        var records = Describe(page[..Math.Min(limit, page.Count)]);
        return new RecordPage(records, page.Count > limit ? records[^1].After : null);
    }

    private LongColumn Created(int chunk) => _snapshot.Chunks[chunk].Long(FactSchema.Ticket.CreatedAt);

    /// <summary>Numbered within their owner and instant; an owner lies in one chunk.</summary>
    private IEnumerable<Found> InOrder(List<Found> found)
    {
        var created = _reader.Longs(FactSchema.Ticket.CreatedAt, FactTable.Tickets).ToArray();
        var (last, ordinal) = (default(Found), 0);
        foreach (var next in found.OrderBy(f => f.Place).ThenBy(f => f.AtMs))
        {
            var isSameOwner = last.Source is not null && next.Place == last.Place;
            if (_measure is Measure.Distinct && isSameOwner)
                continue;
            ordinal = isSameOwner && next.AtMs == last.AtMs ? ordinal + 1 : 0;
            last = next with { CreatedMs = created[next.Place % FactChunk.Capacity], Ordinal = ordinal };
            yield return last;
        }
    }

    private int Compare(Found a, Found b)
    {
        if (a.Place == b.Place)
            return a.AtMs != b.AtMs ? a.AtMs.CompareTo(b.AtMs) : a.Ordinal.CompareTo(b.Ordinal);
        return a.CreatedMs != b.CreatedMs ? a.CreatedMs.CompareTo(b.CreatedMs) : Key(a.Place).SequenceCompareTo(Key(b.Place));
    }

    private int Compare(Found a, RecordPlace b)
    {
        if (a.CreatedMs != b.Cursor.CreatedMs)
            return a.CreatedMs.CompareTo(b.Cursor.CreatedMs);
        if (Key(a.Place).SequenceCompareTo(b.Owner) is not 0 and var order)
            return order;
        // The one record of a ticket was on a page before, at whatever instant it is now.
        if (_measure is Measure.Distinct or Measure.Level)
            return 0;
        return a.AtMs != b.Cursor.AtMs ? a.AtMs.CompareTo(b.Cursor.AtMs) : a.Ordinal.CompareTo(b.Cursor.Ordinal);
    }

    /// <summary>Without opening the chunk.</summary>
    private ReadOnlySpan<byte> Key(int place) => _snapshot.Chunks[place / FactChunk.Capacity].Ids.Utf8(place % FactChunk.Capacity);

    /// <summary>Chunk by chunk, so that each is opened once wherever its records stand.</summary>
    private Record[] Describe(List<Found> page)
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
    private List<Found> Find()
    {
        var found = new List<Found>();
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

    private void Find(ScanStep scan, List<Found> found)
    {
        var count = scan.Select(_reader, _rows);
        foreach (var branch in scan.Branches.Where(b => b.Slot == Slot))
        {
            _rows.AsSpan(0, count).CopyTo(_branchRows);
            var passing = branch.Where is { } where ? RowSelection.KeepWhere(_reader, scan.Source.Table, where, _branchRows.AsSpan(0, count)) : count;
            Find(scan.Source, branch.Weight, _branchRows.AsSpan(0, passing), found);
        }
    }

    private void Find(Source source, int weight, ReadOnlySpan<int> rows, List<Found> found)
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
            found.Add(new Found(_reader.FirstOwner + owners[row], source, row, instants[row], number));
        }
    }

    /// <summary>What was open just before the end of the period.</summary>
    private void Find(LevelStep level, List<Found> found)
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
        var answers = moving?.Answers(_reader);
        var atMs = _plan.Query.Period.ToMs;
        foreach (var row in rows)
        {
            if (from[row] < atMs && to[row] >= atMs && moving?.Passes(_reader, row, answers, atMs) != false)
                found.Add(new Found(_reader.FirstOwner + owners[row], source, row, from[row], 1));
        }
    }

    private Record Describe(Found found)
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
            new RecordCursor(found.CreatedMs, key, found.AtMs, found.Ordinal))
        {
            Tags = _plan.Query.Metrics[0].Metric.Allows(Dimension.Tag) ? TagText.Parse(_snapshot.Names[DictionaryId.TagSet].Name(_reader.Codes(FactSchema.Ticket.Tags, table)[row])) : null,
        };
    }

    private RowTest Passing(Measure.Share share) => _plan.Query.Hours == Hours.Business && share.Passing is NumberTest numbers ? numbers.InBusinessHours : share.Passing;

    private string? Name(Source source, Dimension dimension, int row) => GroupColumn.Of(source, dimension, _snapshot) is { Field: not null } column
        ? _snapshot.Names.Of(dimension).Name(column.Code(_reader, source.Table, row))
        : null;

    private readonly record struct Found(int Place, Source Source, int Row, long AtMs, long Number)
    {
        public long CreatedMs { get; init; }
        public int Ordinal { get; init; }
    }

    /// <summary>The place of a cursor, ready to be compared.</summary>
    private sealed class RecordPlace(RecordCursor cursor)
    {
        private readonly byte[] _owner = Encoding.UTF8.GetBytes(cursor.Owner);

        public RecordCursor Cursor => cursor;

        public ReadOnlySpan<byte> Owner => _owner;
    }
}
