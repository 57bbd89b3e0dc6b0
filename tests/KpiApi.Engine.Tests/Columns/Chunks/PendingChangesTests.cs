using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Tests.Columns.Chunks;

/// <summary>Columns of a chunk are made when they are asked for, and are those that would have been made at once.</summary>
[Collection(nameof(AllocationsAlone))]
public class PendingChangesTests
{
    /// <summary>More than may be pending.</summary>
    private const int Chunks = 18;

    [Fact]
    public void Change_of_one_owner_does_not_copy_its_chunk()
    {
        var writer = Loaded(1);
        writer.Publish([Small(7, 2)], 2);
        Assert.NotNull(writer.Current.Chunks[0].Pending);
        var before = GC.GetAllocatedBytesForCurrentThread();
        writer.Publish([Small(8, 2)], 3);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, writer.Current.SizeBytes / 8);
    }

    [Fact]
    public void Few_chunks_have_changes_pending_and_those_that_changed_first_are_made()
    {
        var (writer, plain) = (Loaded(Chunks), Loaded(Chunks, fast: false));
        var size = writer.Current.SizeBytes;
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            FactChange[] changes = [Small(chunk * FactChunk.Capacity + 5, 2), Small(chunk * FactChunk.Capacity + 6, 3)];
            writer.Publish(changes, chunk + 2);
            plain.Publish(changes, chunk + 2);
        }
        Assert.Equal(Enumerable.Range(0, Chunks).Select(chunk => chunk >= Chunks - 16), writer.Current.Chunks.Select(chunk => chunk.Pending is not null));
        Assert.InRange(writer.Current.SizeBytes, size, size + size / 10);
        Assert.Equal(ColumnTexts.Of(plain.Current), ColumnTexts.Of(writer.Current));
    }

    [Fact]
    public void Columns_of_a_chunk_of_which_many_owners_have_changed_are_made()
    {
        var writer = Loaded(2);
        for (var publish = 0; publish < 3; publish++)
            writer.Publish([.. Enumerable.Range(publish * 60, 60).Select(n => Small(n, 2)), Small(FactChunk.Capacity, publish)], publish + 2);
        Assert.Equal([true, false], writer.Current.Chunks.Select(chunk => chunk.Pending is null));
    }

    [Fact]
    public void Columns_are_the_same_to_all_who_ask_at_once_while_others_are_published()
    {
        var (writer, plain) = (new FactWriter(), new FactWriter(fast: false));
        for (var publish = 0; publish < 40; publish++)
        {
            FactChange[] changes = [.. (publish == 0 ? Enumerable.Range(0, 200) : Enumerable.Range(publish, 30)).Select(n => ManyFacts.Change(ManyFacts.Ticket(n, publish)))];
            var wanted = ColumnTexts.Of(plain.Publish(changes, publish)).ToArray();
            var snapshot = writer.Publish(changes, publish);
            Parallel.For(0, 4, _ => Assert.Equal(wanted, ColumnTexts.Of(snapshot)));
            Parallel.Invoke(() => snapshot.Chunks[0].MakeColumns(), () => Assert.Equal(wanted, ColumnTexts.Of(snapshot)));
        }
    }

    private static FactWriter Loaded(int chunks, bool fast = true)
    {
        var writer = new FactWriter(fast);
        writer.Load(Enumerable.Range(0, chunks * FactChunk.Capacity), n => Small(n, 1).Facts, 1);
        return writer;
    }

    /// <summary>A ticket of which little is known; another edition has other facts.</summary>
    private static FactChange Small(int number, int edition) => ManyFacts.Change(FactDerivation.Derive(
        new Timeline(new Ticket { Id = $"T{number}", CreatedAtMs = number * 1_000L, ResolvedAtMs = (number + edition) * 1_000L, Channel = $"channel {edition}", Agent = $"agent {number % 7 + edition}" }, [], []), DerivationRules.Default)!);
}
