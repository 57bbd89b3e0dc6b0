using System.Buffers;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Columns.Snapshots;

/// <summary>Which names the chunks use, and in how many rows: what a file keeps of the dictionaries. Codes do not move, so one that is free stays empty.</summary>
internal sealed class UsedNames
{
    private readonly long[][] _rows = [.. DictionaryIds.All.Select(_ => Array.Empty<long>())];

    public void Count(FactChunk chunk)
    {
        foreach (var field in FactSchema.Codes)
        {
            if (field.DictionaryId == DictionaryId.Fixed)
                continue;
            var column = chunk.Codes(field);
            var codes = ArrayPool<int>.Shared.Rent(column.Length);
            column.Decode(codes);
            Count(ref _rows[(int)field.DictionaryId], codes.AsSpan(0, column.Length));
            ArrayPool<int>.Shared.Return(codes);
        }
    }

    public void Write(NameDictionaries names, BlockWriter to)
    {
        Write(names.Attributes.Account, to);
        Write(names.Attributes.Ticket, to);
        foreach (var domain in DictionaryIds.All)
        {
            var rows = _rows[(int)domain];
            var count = Math.Max(Array.FindLastIndex(rows, used => used > 0) + 1, 1);
            to.Write(count);
            for (var code = 1; code < count; code++)
            {
                to.Write(rows[code] > 0 ? names[domain].Name(code) : null);
                to.Write(rows[code]);
            }
        }
    }

    public static NameDictionaryBuilders Read(ref BlockReader from)
    {
        var names = new NameDictionaryBuilders(new AttributeSlots(ReadTexts(ref from), ReadTexts(ref from)));
        foreach (var domain in DictionaryIds.All)
        {
            var count = from.Read<int>();
            for (var code = 1; code < count; code++)
                names[domain].Restore(code, from.ReadText(), from.Read<long>());
        }
        return names;
    }

    private static void Write(IReadOnlyList<string> texts, BlockWriter to)
    {
        to.Write(texts.Count);
        foreach (var text in texts)
            to.Write(text);
    }

    private static string[] ReadTexts(ref BlockReader from)
    {
        var texts = new string[from.Read<int>()];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = from.ReadText() ?? "";
        return texts;
    }

    private static void Count(ref long[] rows, ReadOnlySpan<int> codes)
    {
        foreach (var code in codes)
        {
            if (code >= rows.Length)
                Array.Resize(ref rows, Math.Max(code + 1, 2 * rows.Length));
            rows[code]++;
        }
    }
}
