using System.Runtime.ExceptionServices;
using KpiApi.Storage.Checking;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Tables;
using Polly.CircuitBreaker;

namespace KpiApi.Storage.Writing;

/// <summary>The life of a group: stored in one transaction, then published, then its callers are answered.</summary>
internal sealed partial class GroupWriter
{
    /// <summary>False when the group was not stored because of one of its writes; each is then tried alone.</summary>
    private async Task<bool> TryCommitAsync(IWriteSession session, List<PendingWrite> group)
    {
        MarkStoreCall();
        var (version, touched) = (0L, new TouchedOwners());
        try
        {
            using var timing = telemetry.Commit(group.Count);
            (version, touched) = await retries.ExecuteAsync(() => StoreOnce(session, group));
        }
#pragma warning disable CA1031 // No exception may stop the writer: every other request depends on it.
        catch (Exception notStored)
#pragma warning restore CA1031
        {
            return FailStored(group, notStored);
        }

        if (touched.Erased && Attempt(session.Purge) is { } notPurged) FailPurged(group, notPurged);
        await PublishedAsync();
        MarkStoreCall();
        GatheredFacts? gathered = null;
        if (Attempt(() => gathered = feed.Gather(touched, version, session)) is { } notRead) FailPublished(group, version, notRead);
        else _publishing = gathered is null ? Complete(group, version) : Task.Run(() => Publish(group, version, gathered, touched.HasMoved));
        touched.Forget();
        return true;
    }

    private void Publish(List<PendingWrite> group, long version, GatheredFacts gathered, bool hasMoved)
    {
        using var timing = telemetry.Publish();
        if (Attempt(() => feed.Publish(gathered)) is { } notPublished)
        {
            FailPublished(group, version, notPublished);
            return;
        }

        if (gathered.Deferred.Count > 0) group = AddDeferred(group, gathered, hasMoved);
        Complete(group, version);
        CompleteDeferred();
    }

    /// <summary>Defers the writes that touched a ticket published later; returns the others.</summary>
    private List<PendingWrite> AddDeferred(List<PendingWrite> group, GatheredFacts gathered, bool hasMoved) => group.FindAll(write =>
    {
        var tickets = hasMoved ? gathered.Deferred : write.TouchedOf(gathered.Deferred);
        if (tickets.Count == 0) return true;
        _deferred.Add(new(write, tickets, gathered.Version));
        return false;
    });

    /// <summary>Completes the deferred writes that are visible by now.</summary>
    private void CompleteDeferred() => _deferred.RemoveAll(deferred =>
    {
        if (longs.IsUnpublished(deferred.Tickets, deferred.Version)) return false;
        Complete([deferred.Write], feed.Version);
        return true;
    });

    /// <summary>Publishes long timelines derived in the background, unless a group has already published them.</summary>
    private async Task PublishDerivedAsync(IWriteSession session)
    {
        await PublishedAsync();
        var failure = longs.ExtractFailure();
        if (failure is null && longs.IsRoundOver)
        {
            MarkStoreCall();
            failure = Attempt(() => PublishDerived(session));
        }

        if (failure is null)
        {
            CompleteDeferred();
            return;
        }

        FailPublished([.. _deferred.Select(deferred => deferred.Write)], feed.Version, failure);
        _deferred.Clear();
    }

    private void PublishDerived(IWriteSession session)
    {
        session.Begin();
        session.RaiseVersion();
        feed.PublishDerived(session.Commit());
    }

    private Task Complete(List<PendingWrite> group, long version)
    {
        foreach (var write in group)
        {
            write.Count(telemetry);
            write.Complete(version);
        }

        return Task.CompletedTask;
    }

    private void FailPublished(List<PendingWrite> group, long version, Exception notPublished)
    {
        if (!damage.IsSeenIn(notPublished)) Log.NotPublished(logger, notPublished, version);
        Exception failure = damage.IsSeen
            ? new StoreDamagedException($"{StoreDamage.Sentence} The data is stored, but cannot be shown.", notPublished)
            : new StoreUnavailableException("The data is stored, but not visible to queries yet.", notPublished);
        foreach (var write in group) write.Fail(failure);
    }

    /// <summary>The account is erased from the tables, but copies may remain in the database files. Only the erasing writes of the group fail.</summary>
    private void FailPurged(List<PendingWrite> group, Exception notPurged)
    {
        Log.NotPurged(logger, notPurged);
        const string Message = "The account is erased, but copies of it may still be in the files of the database. Send it again.";
        Exception failure = damage.IsSeenIn(notPurged) ? new StoreDamagedException($"{StoreDamage.Sentence} {Message}", notPurged) : new StoreUnavailableException(Message, notPurged);
        foreach (var write in group.OfType<EraseWrite>()) write.Fail(failure);
    }

    private bool FailStored(List<PendingWrite> group, Exception notStored)
    {
        if (damage.IsSeenIn(notStored))
        {
            foreach (var write in group) write.Fail(new StoreDamagedException($"{StoreDamage.Sentence} Nothing of it was stored.", notStored));
            return true;
        }

        if (notStored is not BrokenCircuitException) Log.NotStored(logger, notStored, group.Count);
        if (group.Count > 1 && dialect.Classify(notStored) == StoreFailure.Permanent) return false;
        foreach (var write in group) write.Fail(new StoreUnavailableException(WhatIsKnown(write, notStored), notStored));
        return true;
    }

    private static string WhatIsKnown(PendingWrite write, Exception notStored) => notStored is CommitOutcomeUnknownException || write.IsOutcomeUnknown
        ? "The connection to the store was lost in the last moment: the data may be stored or not. Send it again; what is there already stays as it is."
        : "The store did not take the data. Nothing of it was stored.";

    private static (long Version, TouchedOwners Touched) StoreOnce(IWriteSession session, List<PendingWrite> group)
    {
        var touched = new TouchedOwners();
        session.Begin();
        if (Attempt(() => Apply(group, session, touched)) is { } failure)
        {
            session.Rollback();
            ExceptionDispatchInfo.Throw(failure);
        }

        try
        {
            return (session.Commit(), touched);
        }
        catch (CommitOutcomeUnknownException)
        {
            group.ForEach(write => write.MarkOutcomeUnknown());
            throw;
        }
    }

    private static void Apply(List<PendingWrite> group, IWriteSession session, TouchedOwners touched)
    {
        var capacity = new TicketCapacity();
        group.ForEach(write => write.Announce(capacity, session));
        capacity.Count(session, touched);
        group.ForEach(write => write.Apply(session, touched));
    }

    /// <param name="Write">Stored, and not visible yet.</param>
    /// <param name="Tickets">That it touched and that are shown later.</param>
    private sealed record Deferred(PendingWrite Write, IReadOnlyCollection<string> Tickets, long Version);

    /// <summary>Returns a failure as a value. No exception may stop the writer, because every other request depends on it.</summary>
    private static Exception? Attempt(Action action)
    {
        try
        {
            action();
            return null;
        }
#pragma warning disable CA1031 // See the summary.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }
    }
}
