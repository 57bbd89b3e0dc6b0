using System.Globalization;
using KpiApi.Http.Errors;
using KpiApi.Ingest.Contracts;

namespace KpiApi.Ingest.Parsing;

/// <summary>The values of one item while it is read and checked; used again for the next one, so that reading allocates only what is kept.</summary>
internal sealed class ItemDraft(int fieldCount)
{
    private const int MaxProblems = 100;

    private readonly Slot[] _slots = new Slot[fieldCount];

    /// <summary>Each with the field whose value it is about; the reader, which has the item's bytes, fills the value in.</summary>
    public List<(RequestError Error, Field? Field)> Problems { get; } = [];

    /// <summary>Members can be wrong without end, and nobody mends an item by its hundredth problem.</summary>
    public bool HasEnoughProblems => Problems.Count >= MaxProblems;

    public ref Slot this[Field field] => ref _slots[field.Index];

    public void Clear()
    {
        Array.Clear(_slots);
        Problems.Clear();
    }

    public bool Has(Field field) => this[field].State == SlotState.Set;

    public string? Text(Field field) => this[field].Text;

    public string RequiredText(Field field) => this[field].Text!;

    /// <summary>Milliseconds, of an instant as of a duration.</summary>
    public long? Ms(Field field) => Has(field) ? this[field].Number : null;

    /// <summary>Money in <see cref="Engine.Model.Money.UnitsPerWhole"/>.</summary>
    public long? Units(Field field) => Has(field) ? this[field].Number : null;

    public int? Whole(Field field) => Has(field) ? (int)this[field].Number : null;

    public double? Number(Field field) => Has(field) ? this[field].Real : null;

    public bool? Flag(Field field) => Has(field) ? this[field].Number != 0 : null;

    /// <summary>The position among the field's choices, which is the enum's value.</summary>
    public byte? Choice(Field field) => Has(field) ? (byte)this[field].Number : null;

    /// <summary>Of one member of an object.</summary>
    public void Problem(Field field, string member, RequestError error)
    {
        if (!HasEnoughProblems)
            Problems.Add((error with { Pointer = $"{field.Pointer}/{member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}" }, null));
    }

    public void Problem(Field field, string code, string message, string? nearest = null) =>
        Problem(field, new(code, message.StartsWith("the ", StringComparison.Ordinal) ? "T" + message[1..] : message, nearest));

    /// <summary>A field in a sentence: by its name, and where it is not the item that says it, with what is stored.</summary>
    public string Name(Field field) => this[field].IsStored ? string.Create(CultureInfo.InvariantCulture, $"the stored {field.Name} ({field.ValueOf(this[field])})") : field.Name;

    public void Problem(Field field, RequestError error) => Problems.Add((error with { Pointer = field.Pointer }, field));
}

internal enum SlotState : byte { Absent, Null, Set, Bad }

/// <summary>A value by its field's kind, and where in the item it stood.</summary>
internal struct Slot
{
    public SlotState State;
    public string? Text;
    public long Number;
    public double Real;

    /// <summary>The item does not say it: it comes from what is stored.</summary>
    public bool IsStored;
    public int Start;
    public int Length;
}
