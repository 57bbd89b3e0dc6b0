using System.Runtime.CompilerServices;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Tests;

/// <summary>Publishes to the writer of a snapshot while the snapshot is asked: new names, changes and removals, none of which it may notice.</summary>
internal static class BusyWriter
{
    private static readonly ConditionalWeakTable<FactSnapshot, Source> s_sources = [];

    /// <summary>A snapshot whose writer only this class goes on using.</summary>
    public static FactSnapshot Publish(IReadOnlyList<FactChange> changes, AttributeSlots? attributes = null)
    {
        var writer = new FactWriter(attributes: attributes);
        var snapshot = writer.Publish(changes, 1);
        s_sources.Add(snapshot, new Source(writer, [.. changes.Select(c => c.Key).Distinct()]));
        return snapshot;
    }

    /// <summary>The answer, all of it given while another thread publishes; a snapshot made elsewhere is just asked.</summary>
    public static T WhilePublishing<T>(FactSnapshot snapshot, Func<T> ask)
    {
        if (!s_sources.TryGetValue(snapshot, out var source))
            return ask();
        using var published = new ManualResetEventSlim();
        using var done = new CancellationTokenSource();
        var publishing = Task.Factory.StartNew(
            () => source.Publish(published, done.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            published.Wait();
            return ask();
        }
        finally
        {
            done.Cancel();
            publishing.GetAwaiter().GetResult();
        }
    }

    /// <summary>Takes the owners of a snapshot away one by one, puts others in their places, and adds some of whom each lives for a round.</summary>
    private sealed class Source(FactWriter writer, OwnerKey[] owners)
    {
        private int _round;

        public void Publish(ManualResetEventSlim published, CancellationToken cancel)
        {
            do
            {
                var round = _round++;
                List<FactChange> changes = [ManyFacts.Change(Stranger(round, $"new{round}")), new(Stranger(round - 1, "").Key, null)];
                if (round < 2 * owners.Length)
                    changes.Add(round % 2 == 0 ? new(owners[round / 2], null) : ManyFacts.Change(Stranger(round, owners[round / 2])));
                writer.Publish(changes, round + 2);
                published.Set();
            }
            while (!cancel.IsCancellationRequested);
        }

        private static OwnerFacts Stranger(int round, string id) => Stranger(round, new OwnerKey(OwnerKind.Ticket, id));

        private static OwnerFacts Stranger(int round, OwnerKey key) => ManyFacts.Ticket(round, names: $"-{round}") with { Key = key };
    }
}
