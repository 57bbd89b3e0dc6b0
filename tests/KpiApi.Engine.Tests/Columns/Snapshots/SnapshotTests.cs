using System.Text;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Columns.Snapshots;
using KpiApi.Engine.Model;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Tests.Oracle;
using NodaTime;

namespace KpiApi.Engine.Tests.Columns.Snapshots;

public class SnapshotTests
{
    [Fact]
    public void Every_column_of_every_table_comes_back()
    {
        var writer = new FactWriter();
        writer.Publish([.. ManyFacts.Tickets(FactChunk.Capacity), .. Enumerable.Range(0, 60).SelectMany(Random)], 400);
        var (snapshot, again) = (writer.Current, Kept.Again(writer.Current));
        Assert.True(FactSchema.Tables.All(t => snapshot.Chunks.Sum(c => c.RowCount(t)) > 0), "A table without rows tests nothing.");
        Assert.Equal((2, 400L, snapshot.OwnerCount), (again.Chunks.Length, again.Version, again.OwnerCount));
        foreach (var (was, read) in snapshot.Chunks.Zip(again.Chunks))
            SameChunk(was, read);
        foreach (var domain in DictionaryIds.All)
            Assert.Equal(snapshot.Names[domain].Names, again.Names[domain].Names);
    }

    [Fact]
    public void Answers_to_random_questions_about_random_tables_are_the_same()
    {
        var answered = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var around = Given.At("2026-03-15");
            var desk = new RandomDesk(random, around, RandomCalendars.Of(DateTimeZone.Utc, around, seed % 5)).Next();
            var (snapshot, again) = (desk.Snapshot, Kept.Again(desk.Snapshot));
            for (var q = 0; q < 5; q++)
            {
                var question = RandomQuestion.Next(random, DateTimeZone.Utc, around, desk.Rules.Calendars.Count > 0);
                var answer = Answer(question, snapshot);
                Assert.True(answer == Answer(question, again), $"seed {seed}: {question.Query()}");
                answered += answer.Length > 0 ? 1 : 0;
            }
        }
        Assert.InRange(answered, 800, 1000);
    }

    [Fact]
    public void Head_is_told_before_the_rest_and_progress_meanwhile()
    {
        var bytes = Kept.Bytes(new FactWriter().Publish(ManyFacts.Tickets(FactChunk.Capacity + 5), 7));
        using var stream = new MemoryStream(bytes);
        var reader = new SnapshotReader(stream);
        Assert.Equal(("identity", 7L, 2, FactChunk.Capacity + 5), (reader.Head.Identity, reader.Head.Version, reader.Head.ChunkCount, reader.Head.OwnerCount));
        Assert.Equal([1, 2, 3], reader.Head.Note);
        var told = 0;
        reader.Read(owners => told = Math.Max(told, owners));
        Assert.Equal(FactChunk.Capacity + 5, told);
    }

    [Fact]
    public void Nothing_at_all_comes_back_as_nothing()
    {
        var again = Kept.Again(new FactWriter().Current);
        Assert.Equal((0L, 0), (again.Version, again.OwnerCount));
        Assert.Equal(SurveyKindNames.All, again.Names[DictionaryId.SurveyKind].Names);
    }

    [Fact]
    public void Writing_can_be_given_up()
    {
        var snapshot = ManyFacts.Publish(ManyFacts.Tickets(10));
        Assert.Throws<OperationCanceledException>(() =>
            SnapshotWriter.Write(SnapshotHead.Of(snapshot, "", []), snapshot, Stream.Null, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Nothing_of_an_owner_who_was_removed_is_in_the_bytes()
    {
        var secret = ManyFacts.Ticket(1) with { Key = new(OwnerKind.Ticket, "Mrs-Secret") };
        secret = secret with { Ticket = secret.Ticket! with { Account = "Secret & Sons" } };
        var writer = new FactWriter();
        writer.Publish([.. ManyFacts.Tickets(5), ManyFacts.Change(secret), ManyFacts.Change(ManyFacts.Ticket(7))], 1);
        Assert.Equal((true, true), Holds(writer.Current));
        writer.Publish([new FactChange(secret.Key, null)], 2);
        Assert.Equal((false, false), Holds(writer.Current));

        static (bool Id, bool Account) Holds(FactSnapshot snapshot) => (
            Kept.Bytes(snapshot).AsSpan().IndexOf("Mrs-Secret"u8) >= 0,
            Kept.Bytes(snapshot).AsSpan().IndexOf(Encoding.Unicode.GetBytes("Secret & Sons")) >= 0);
    }

    /// <summary>A random desk's owners, under ids that no other desk's have.</summary>
    private static IEnumerable<FactChange> Random(int seed)
    {
        var around = Given.At("2026-03-15");
        var desk = new RandomDesk(new Random(seed), around, RandomCalendars.Of(DateTimeZone.Utc, around, seed)).Next();
        return desk.Changes().Where(c => c.Facts is not null).Select(c => ManyFacts.Change(c.Facts! with { Key = c.Key with { Id = $"{seed}/{c.Key.Id}" } }));
    }

    private static string Answer(OracleQuestion question, FactSnapshot snapshot)
    {
        var defaults = new QueryDefaults(DateTimeZone.Utc, Instant.FromUnixTimeMilliseconds(question.AsOfMs)) { HasCalendar = true };
        var (query, errors) = QueryParser.Parse(Desk.Request(question.Query()), snapshot, defaults);
        Assert.Empty(errors);
        return Executors.Fast.Execute(query!, snapshot).Result is { } result ? ResultText.Of(result) : "";
    }

    private static void SameChunk(FactChunk was, FactChunk read)
    {
        Assert.Equal(Texts(was.Ids), Texts(read.Ids));
        Assert.All(FactSchema.Tables, t => Assert.Equal(Codes(was.Owners(t)), Codes(read.Owners(t))));
        Assert.All(FactSchema.Longs, f => Assert.Equal(Longs(was.Long(f)), Longs(read.Long(f))));
        Assert.All(FactSchema.Longs, f => Assert.Equal(Span(was.Long(f)), Span(read.Long(f))));
        Assert.All(FactSchema.Codes, f => Assert.Equal(Codes(was.Codes(f)), Codes(read.Codes(f))));
        Assert.All(FactSchema.Ids, f => Assert.Equal(Texts(was.RowIds(f)), Texts(read.RowIds(f))));
    }

    private static (long, long, bool) Span(LongColumn column) => (column.Min, column.Max, column.HasNulls);

    private static long[] Longs(LongColumn column)
    {
        var values = new long[column.Length];
        column.Decode(values);
        return values;
    }

    private static int[] Codes(CodeColumn column)
    {
        var codes = new int[column.Length];
        column.Decode(codes);
        return codes;
    }

    private static string[] Texts(IdColumn column) => [.. Enumerable.Range(0, column.Length).Select(row => column[row])];
}
