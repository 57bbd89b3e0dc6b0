using System.Buffers;

namespace KpiApi.Engine.Columns.Snapshots;

/// <summary>
/// Which names the chunks use. A vocabulary never forgets, but a file must: the name of an account that was erased is in no chunk
/// any more. Its code stays empty, for codes do not move.
/// </summary>
internal sealed class UsedNames
{
    private readonly bool[][] _used = [.. Enum.GetValues<Domain>().Select(_ => Array.Empty<bool>())];

    public void Mark(FactChunk chunk)
    {
        foreach (var field in FactSchema.Codes)
        {
            if (field.Domain == Domain.Fixed)
                continue;
            var column = chunk.Codes(field);
            var codes = ArrayPool<int>.Shared.Rent(column.Length);
            column.Decode(codes);
            Mark(ref _used[(int)field.Domain], codes.AsSpan(0, column.Length));
            ArrayPool<int>.Shared.Return(codes);
        }
    }

    public void Write(Vocabularies vocabularies, BlockWriter to)
    {
        foreach (var domain in Enum.GetValues<Domain>())
        {
            var used = _used[(int)domain];
            var count = Math.Max(Array.LastIndexOf(used, true) + 1, 1);
            to.Write(count);
            for (var code = 1; code < count; code++)
                to.Write(used[code] ? vocabularies[domain].Name(code) : null);
        }
    }

    public static Vocabularies Read(ref BlockReader from)
    {
        var vocabularies = new Vocabularies();
        foreach (var domain in Enum.GetValues<Domain>())
        {
            var count = from.Read<int>();
            for (var code = 1; code < count; code++)
                vocabularies[domain].Restore(code, from.ReadText());
        }
        return vocabularies;
    }

    private static void Mark(ref bool[] used, ReadOnlySpan<int> codes)
    {
        foreach (var code in codes)
        {
            if (code >= used.Length)
                Array.Resize(ref used, Math.Max(code + 1, 2 * used.Length));
            used[code] = true;
        }
    }
}
