using KpiApi.Engine.Model;

namespace KpiApi.Ingest.Contracts;

/// <summary>The attributes that items may have. The settings replace them as a whole.</summary>
internal sealed class DeclaredAttributes
{
    private volatile AttributeSlots _current = AttributeSlots.None;

    public AttributeSlots Current { get => _current; set => _current = value; }
}
