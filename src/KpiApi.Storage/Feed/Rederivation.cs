using KpiApi.Engine.Columns;
using KpiApi.Engine.Derivation;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Feed;

/// <summary>
/// All facts once more, by rules that have changed: columns of their own, filled chunk by chunk while commits go into the old and the new
/// ones, until the new ones can take the old ones' place. Until then nobody sees them.
/// </summary>
internal sealed class Rederivation(DerivationRules rules, IEnumerable<List<FactSource>> everything, FactWriter facts) : IDisposable
{
    private readonly IEnumerator<List<FactSource>> _rest = everything.GetEnumerator();

    public FactWriter Facts => facts;

    /// <summary>When it changes, the affected owners have to be published again.</summary>
    public DerivationRules Rules { get; set; } = rules;

    /// <summary>Nothing is left to derive: the next version that is published swaps.</summary>
    public bool IsComplete { get; set; }

    /// <summary>False when there was nothing left.</summary>
    public bool DeriveNext()
    {
        if (!_rest.MoveNext()) return false;
        Publish(_rest.Current);
        return true;
    }

    public void Publish(IReadOnlyList<FactSource> sources) => Facts.Publish(sources, source => source.Key, source => source.By(Rules), version: 0);

    public void Dispose() => _rest.Dispose();
}
