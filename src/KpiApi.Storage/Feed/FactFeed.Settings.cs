using KpiApi.Engine.Columns;

namespace KpiApi.Storage.Feed;

/// <summary>
/// What a change of settings does, in three steps: <see cref="SettingsChanged"/> comes with a version of the store like any other change;
/// if facts depend on it, a <see cref="Rederivation"/> derives all of them again beside the old ones, a chunk between two groups of writes;
/// and <see cref="Swap(long)"/> puts the new facts in the place of the old ones. Until then queries see the numbers of the rules before.
/// </summary>
internal sealed partial class FactFeed
{
    private volatile Rederivation? _rederivation;
    private long _rulesSince;

    /// <summary>The version from which on queries see the numbers of the newest rules.</summary>
    public long RulesSince { get => Interlocked.Read(ref _rulesSince); private set => Interlocked.Exchange(ref _rulesSince, value); }

    /// <summary>True while the rules have changed and queries still see the numbers of the rules before.</summary>
    public bool IsDeriving => _rederivation is not null;

    /// <summary>Step 1: the settings are in force; facts that depend on them follow.</summary>
    private void Apply(SettingsChanged change)
    {
        settings.Replace(change.Bodies);
        if (!settings.AffectFacts(change.Addresses)) return;
        status.MarkRulesChanged(change.Versions);
        StartRederivation();
    }

    /// <summary>Step 2 begins: another change, or a failure, starts it anew. Commits go on meanwhile, into the old facts and the new ones.</summary>
    public void StartRederivation()
    {
        _rederivation?.Dispose();
        var rules = settings.ApplyTo(_rules);
        _rederivation = new Rederivation(rules, queries.ReadAll(), new FactWriter(attributes: rules.Attributes));
        Log.Deriving(logger);
    }

    /// <summary>Step 2 goes on: derives one more chunk. False when none is left, which is the time to swap.</summary>
    public bool RederiveNextChunk() => _rederivation!.DeriveNext();

    /// <summary>
    /// Step 3: queries see the new numbers from this version on. It is one that no facts of the rules before were published with, so no cache
    /// takes one for the other.
    /// </summary>
    /// <param name="version">Of a commit that changed no row.</param>
    public void FinishRederivation(long version)
    {
        _rederivation!.IsComplete = true;
        if (version == _publishedVersion + 1) Publish([], version, erased: false);
        else Follow();
        if (!IsDeriving) Log.Derived(logger, _publishedVersion);
    }

    /// <summary>Step 3, in the middle of publishing.</summary>
    private void Swap(long version)
    {
        using var finished = _rederivation!;
        facts.TakeOver(finished.Facts, version);
        (_rules, _rederivation, RulesSince) = (finished.Rules, null, version);
        status.MarkRulesApplied();
    }
}
