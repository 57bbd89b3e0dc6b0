using System.Text.Json;
using KpiApi.Http.Errors;

namespace KpiApi.Hooks.Maps;

/// <summary>What payloads gave: items as JSON, still to be checked.</summary>
internal sealed class MappedItems
{
    private readonly Dictionary<string, List<MappedItem>> _byKind = new(StringComparer.Ordinal);

    /// <summary>Of rules that could not be applied, and of payloads that are none.</summary>
    public List<RequestError> Errors { get; } = [];

    public int Count { get; private set; }

    /// <summary>The number of the payload whose items are added; null where there is one only.</summary>
    public long? Payload { get; set; }

    public IReadOnlyList<MappedItem> Of(MappedKind kind) => _byKind.GetValueOrDefault(kind.Name) ?? [];

    public void Add(MappedKind kind, byte[] item)
    {
        if (!_byKind.TryGetValue(kind.Name, out var items)) _byKind[kind.Name] = items = [];
        items.Add(new(item, Payload));
        Count++;
    }

    public void Fail(string pointer, string code, string message) =>
        Errors.Add(new(code, message) { Pointer = pointer, Item = Payload is { } number ? new ItemPlace(number) : null });

    /// <summary>As the body of a batch: the items by their kinds.</summary>
    public byte[] ToBatch()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var kind in MappedKind.All.Where(kind => _byKind.ContainsKey(kind.Name)))
            {
                json.WritePropertyName(kind.Name);
                json.WriteRawValue(ToArray(kind), skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>The items of a kind as one JSON array.</summary>
    public byte[] ToArray(MappedKind kind)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var item in Of(kind)) json.WriteRawValue(item.Json, skipInputValidation: true);
            json.WriteEndArray();
        }

        return buffer.ToArray();
    }
}

/// <param name="Payload">The number of the one that gave it; null where there is one only.</param>
internal readonly record struct MappedItem(byte[] Json, long? Payload);
