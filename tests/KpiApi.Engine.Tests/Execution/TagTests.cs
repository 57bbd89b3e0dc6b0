using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Snapshots;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.DrillDown;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Tests.Execution;

/// <summary>A ticket counts in the row of each of its tags and once in totals.</summary>
public class TagTests
{
    private const string March = "from=2026-03-01&to=2026-04-01";

    /// <summary>Resolved after 1, 2, 3, 4 and 5 hours; answers to csat of the first three and of nobody's ticket.</summary>
    private readonly Desk _desk = new()
    {
        Ticket("T1", 1, "vip|refund"),
        Ticket("T2", 2, "vip"),
        Ticket("T3", 3, "a|refund|vip"),
        Ticket("T4", 4, null),
        Ticket("T5", 5, "a") with { Channel = "chat" },
        Given.Csat("S1", "2026-03-03", 5) with { Ticket = "T1" },
        Given.Csat("S2", "2026-03-03", 1) with { Ticket = "T2" },
        Given.Csat("S3", "2026-03-03", 5) with { Ticket = "T3" },
        Given.Csat("S4", "2026-03-03", 1),
    };

    [Theory]
    [InlineData("tickets_created", "a 2, refund 2, vip 3, null 1", "5")]
    [InlineData("tickets_resolved", "a 2, refund 2, vip 3, null 1", "5")]
    [InlineData("resolution_time", "a 14400, refund 7200, vip 7200, null 14400", "10800")]
    [InlineData("resolution_time:median", "a 14400, refund 7200, vip 7200, null 14400", "10800")]
    [InlineData("resolution_time:max", "a 18000, refund 10800, vip 10800, null 14400", "18000")]
    [InlineData("resolution_time:within_2h", "a 0, refund 50, vip 66.6667, null 0", "40")]
    [InlineData("backlog_change", "a 0, refund 0, vip 0, null 0", "0")]
    [InlineData("csat", "a 100, refund 100, vip 66.6667, null 0", "50")]
    [InlineData("account_value", "", "0")]
    public void Ticket_counts_in_each_of_its_tags_and_once_in_the_total(string metric, string rows, string total)
    {
        var result = _desk.Ask($"metrics={metric}&{March}&groupBy=tag");
        Assert.Equal(rows, Text(result.Rows.Select(row => (row.Keys[0], row.Values[0].Value))));
        Assert.Equal(total, Text(result.Totals[0].Value));
        Assert.Equal(_desk.Ask($"metrics={metric}&{March}").Totals[0], result.Totals[0]);
    }

    [Theory]
    [InlineData("tag=vip", 3)]
    [InlineData("tag=vip&tag=a", 4)]
    [InlineData("tag=refund&tag.not=a", 1)]
    [InlineData("tag.not=vip", 2)]
    [InlineData("tag=", 1)]
    [InlineData("tag.not=", 4)]
    [InlineData("tag=&tag=a", 3)]
    [InlineData("tag.not=&tag.not=a", 2)]
    [InlineData("tag=a&channel=chat", 1)]
    [InlineData("tag=nobody&allowUnknown=true", 0)]
    public void Filter_leaves_tickets_that_have_any_of_the_tags(string filter, int count) =>
        Assert.Equal(count, _desk.Value($"metrics=tickets_created&{March}&{filter}").Value);

    [Fact]
    public void Filter_chooses_tickets_and_rows_show_all_their_tags() =>
        Assert.Equal(["a 1", "refund 1", "vip 1"], _desk.Groups($"metrics=tickets_created&{March}&groupBy=tag&tag=a&channel.not=chat"));

    [Fact]
    public void Groups_combine_with_others() => Assert.Equal(
        ["a chat 1", "a null 1", "refund null 2", "vip null 3", "null null 1"],
        _desk.Ask($"metrics=tickets_created&{March}&groupBy=tag,channel").Rows.Select(r => $"{r.Keys[0] ?? "null"} {r.Keys[1] ?? "null"} {r.Values[0].Value}"));

    /// <summary>T3 has two tags that are folded, and is one ticket of the rest.</summary>
    [Theory]
    [InlineData("tickets_created&groupBy=tag", "vip 3, (other) 4", "5")]
    [InlineData("resolution_time:median,tickets_created&groupBy=tag", "vip 7200, (other) 12600", "10800")]
    [InlineData("open_tickets&groupBy=tag&to=2026-03-02T02:30Z", "a 2, (other) 2", "3")]
    [InlineData("open_tickets&groupBy=tag,age&to=2026-03-02T02:30Z", "a 2, (other) 2", "3")]
    public void Ticket_of_two_folded_tags_is_one_of_the_rest(string question, string rows, string total)
    {
        var to = question.Contains("&to=", StringComparison.Ordinal) ? "" : "&to=2026-04-01";
        var result = _desk.Ask($"metrics={question}&from=2026-03-01{to}&others=true&limit=1&orderBy=-{question.Split('&')[0].Split(',')[^1]}{(question.Contains("age", StringComparison.Ordinal) ? ",tag" : ",-tag")}");
        Assert.Equal(rows, Text(result.Rows.Select(row => (row.Keys[0], row.Values[0].Value))));
        Assert.Equal(total, Text(result.Totals[0].Value));
    }

    [Fact]
    public void Totals_have_targets_confidence_and_comparison_of_tickets()
    {
        var grouped = _desk.Ask($"metrics=resolution_time&{March}&groupBy=tag&include=confidence&compare=previous_period").Totals[0];
        Assert.Equal(_desk.Ask($"metrics=resolution_time&{March}&include=confidence&compare=previous_period").Totals[0], grouped);
        Assert.NotNull(grouped.Confidence);
    }

    [Fact]
    public void Expected_range_of_a_row_is_that_of_its_tickets()
    {
        Desk desk = [.. Enumerable.Range(0, 70).SelectMany(day => Enumerable.Range(0, 1 + day % 3).Select(n => Given.Ticket($"{day}-{n}", "2026-01-01") with
        {
            CreatedAtMs = Given.At("2026-01-01") + day * 86_400_000L,
            Tags = n == 0 ? "a|b" : "b",
        }))];
        var rows = desk.Ask("metrics=tickets_created&from=2026-03-01&to=2026-03-12&interval=day&groupBy=tag&include=expected").Rows.ToList();
        foreach (var tag in new[] { "a", "b" })
        {
            var filtered = desk.Ask($"metrics=tickets_created&from=2026-03-01&to=2026-03-12&interval=day&tag={tag}&include=expected").Rows;
            Assert.Equal(filtered.Select(row => row.Values[0]), rows.Where(row => row.Keys[0] == tag).Select(row => row.Values[0]));
            Assert.All(filtered, row => Assert.NotNull(row.Values[0].Expected));
        }
    }

    [Fact]
    public void Change_of_a_tickets_tags_is_in_the_next_answer()
    {
        var (writer, executor) = (new FactWriter(), new QueryExecutor());
        var first = writer.Publish([.. _desk.Changes()], 1);
        string Ask(FactSnapshot snapshot)
        {
            var query = Parse("metrics=tickets_created,resolution_time:p90&groupBy=tag", snapshot);
            string Rows() => Text(executor.Execute(query, snapshot).Result!.Rows.Select(row => (row.Keys[0], row.Values[0].Value)));
            var rows = Rows();
            Assert.Equal(rows, Rows());
            return rows;
        }
        Assert.Equal("a 2, refund 2, vip 3, null 1", Ask(first));
        var touched = DataTouched.Of(Parse("metrics=tickets_created&groupBy=tag", first), first)!;
        var second = writer.Publish([Change(Ticket("T3", 3, "vip|late"))], 2);
        Assert.False(touched.IsSameIn(second));
        Assert.Equal("a 1, late 1, refund 1, vip 3, null 1", Ask(second));
        Assert.Equal("a 2, refund 2, vip 3, null 1", Ask(first));
    }

    /// <summary>A code that was let go stands for another tag then; what was cached under it must not come back.</summary>
    [Fact]
    public void Tag_that_the_last_ticket_lost_is_unknown_and_its_code_free_for_another()
    {
        var (writer, executor) = (new FactWriter(), new QueryExecutor());
        var before = writer.Publish([.. _desk.Changes()], 1);
        string Ask(FactSnapshot snapshot) =>
            Text(executor.Execute(Parse("metrics=tickets_created&groupBy=tag", snapshot), snapshot).Result!.Rows.Select(row => (row.Keys[0], row.Values[0].Value)));
        Ask(before);
        var without = writer.Publish([Change(Ticket("T1", 1, "vip")), Change(Ticket("T3", 3, "a|vip"))], 2);
        Assert.Equal("a 2, vip 3, null 1", Ask(without));
        Assert.Equal("unknown_value refund", Assert.Single(QueryParser.Parse(Desk.Request($"metrics=tickets_created&{March}&tag=refund"), without, _desk.Defaults).Errors) is var error ? $"{error.Code} {error.Value}" : "");
        Assert.Equal([("vip", 3), ("a", 2), (null, 1)], DimensionValues.Of(without, Dimension.Tag));
        var other = writer.Publish([Change(Ticket("T1", 1, "new"))], 3);
        Assert.Equal("a 2, new 1, vip 2, null 1", Ask(other));
        Assert.Equal("a 2, refund 2, vip 3, null 1", Ask(before));
    }

    [Fact]
    public void Unknown_tag_is_told_with_the_nearest()
    {
        var error = Assert.Single(_desk.Errors($"metrics=tickets_created&{March}&tag=refnd"));
        Assert.Equal(("unknown_value", "tag", "refund"), (error.Code, error.Parameter, error.Nearest));
        Assert.Equal("dimension_not_allowed", Assert.Single(_desk.Errors($"metrics=operating_cost&{March}&groupBy=tag")).Code);
    }

    [Fact]
    public void Menu_has_each_tag_with_its_tickets() =>
        Assert.Equal([("vip", 3), ("a", 2), ("refund", 2), (null, 1)], DimensionValues.Of(_desk.Snapshot, Dimension.Tag));

    [Fact]
    public void Records_of_a_tag_are_its_tickets_and_tell_all_their_tags()
    {
        var snapshot = _desk.Snapshot;
        var records = RecordReader.Read(new(Parse("metrics=csat&tag=refund", snapshot)), snapshot, null, 10).Records;
        Assert.Equal(["S1 refund vip", "S3 a refund vip"], records.Select(record => $"{record.Survey} {string.Join(' ', record.Tags!.Order(StringComparer.Ordinal))}"));
        Assert.Equal(["T1", "T3"], TicketList.Read(snapshot, new TicketListQuery(TicketState.All, [new Filter(Dimension.Tag, ["refund"], false)], TicketOrder.CreatedAt, false, 10, null)).Tickets.Select(t => t.Id));
        Assert.Null(Assert.Single(RecordReader.Read(new Desk { Given.Account("A", null, null, 1) } is var accounts ? new(accounts.Parse($"metrics=active_accounts&{March}")) : null!, accounts.Snapshot, null, 10).Records).Tags);
    }

    [Fact]
    public void Target_of_a_tag_is_for_its_row()
    {
        var snapshot = _desk.Snapshot;
        var target = new Target(MetricCatalogue.Find("csat")!, 80, null, new Dictionary<Dimension, string> { [Dimension.Tag] = "vip" });
        var (query, _) = QueryParser.Parse(Desk.Request($"metrics=csat&{March}&groupBy=tag&include=target"), snapshot, _desk.Defaults with { Targets = [target] });
        Assert.Equal([null, null, 80m, null], Executors.Fast.Execute(query!, snapshot).Result!.Rows.Select(row => row.Values[0].Target?.Value));
    }

    [Fact]
    public void Snapshot_read_from_a_file_has_the_tags_and_lets_them_go()
    {
        using var file = new MemoryStream();
        var written = _desk.Snapshot;
        SnapshotWriter.Write(SnapshotHead.Of(written, "", []), written, file, CancellationToken.None);
        file.Position = 0;
        var snapshot = new SnapshotReader(file).Read(_ => { });
        Assert.Equal(DimensionValues.Of(written, Dimension.Tag), DimensionValues.Of(snapshot, Dimension.Tag));
        var changed = new FactWriter(snapshot).Publish([Change(Ticket("T1", 1, null)), Change(Ticket("T3", 3, "late|vip"))], 9);
        Assert.Equal([(null, 2), ("vip", 2), ("a", 1), ("late", 1)], DimensionValues.Of(changed, Dimension.Tag));
    }

    [Fact]
    public void Tags_take_memory_where_tickets_have_some()
    {
        Assert.Equal(0, new Desk { Given.Ticket("1", "2026-03-01"), Given.Ticket("2", "2026-03-01") }.Snapshot.TagBytes);
        Assert.InRange(_desk.Snapshot.TagBytes, 100, 2000);
    }

    private KpiQuery Parse(string question, FactSnapshot snapshot)
    {
        var (query, errors) = QueryParser.Parse(Desk.Request($"{question}&{March}"), snapshot, _desk.Defaults);
        Assert.Empty(errors);
        return query!;
    }

    private static Ticket Ticket(string id, int hours, string? tags) => Given.Ticket(id, "2026-03-02") with
    {
        ResolvedAtMs = Given.At("2026-03-02") + hours * 3_600_000L,
        Tags = TagText.Write(TagText.Parse(tags)),
    };

    private static FactChange Change(Ticket ticket)
    {
        var timeline = new Timeline(ticket, [], []);
        return new FactChange(timeline.Key, FactDerivation.Derive(timeline, DerivationRules.Default));
    }

    private static string Text(IEnumerable<(string? Key, decimal? Value)> rows) => string.Join(", ", rows.Select(row => $"{row.Key ?? "null"} {Text(row.Value)}"));

    private static string Text(decimal? value) => value?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null";
}
