using System.Runtime.InteropServices;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Columns.Schema;

/// <summary>All fields in the order of their declaration.</summary>
internal sealed class FieldList
{
    public List<LongField> Longs { get; } = [];
    public List<CodeField> Codes { get; } = [];
    public List<IdField> Ids { get; } = [];
}

/// <summary>The columns of one table, whatever its rows are.</summary>
internal interface ITableFields
{
    /// <summary>Room for rows of it.</summary>
    FreshTable MakeFresh();
}

/// <summary>Declares the columns of one table, whose rows are the <typeparamref name="TRow"/>s of an owner, and what fills each.</summary>
internal abstract class TableFields<TRow>(FieldList fields, FactTable table) : ITableFields
{
    public List<(LongField Field, Func<TRow, long?> Value)> Longs { get; } = [];

    public List<(CodeField Field, Func<TRow, NameDictionaryBuilders, int> Code)> Codes { get; } = [];

    public List<(IdField Field, Func<TRow, string> Id)> RowIds { get; } = [];

    /// <summary>The columns of declared attributes, by slot; none where owners have no attributes. Empty ones take no memory.</summary>
    public virtual IReadOnlyList<CodeField> Attributes => [];

    public FreshTable MakeFresh() => new FreshTable<TRow>(this);

    /// <summary>An owner's rows.</summary>
    /// <param name="facts">What is known of the owner.</param>
    /// <param name="room">For the only row of a table whose owners have one at most.</param>
    public abstract ReadOnlySpan<TRow> Rows(OwnerFacts facts, ref TRow? room);

    /// <summary>Of an owner, by id; asked only where there are <see cref="Attributes"/>.</summary>
    public virtual IReadOnlyDictionary<string, string>? AttributeValues(OwnerFacts facts) => null;

    /// <summary>The ids of the declared attributes in the order of <see cref="Attributes"/>.</summary>
    public virtual IReadOnlyList<string> Slots(AttributeSlots attributes) => [];

    protected LongField Instant(string name, Func<TRow, long?> value, long? always = null) => Long(name, NumberKind.Instant, value, always);

    protected LongField Milliseconds(string name, Func<TRow, long?> value) => Long(name, NumberKind.Duration, value);

    protected LongField Number(string name, Func<TRow, long?> value) => Long(name, NumberKind.Number, value);

    protected LongField Money(string name, Func<TRow, long?> value) => Long(name, NumberKind.Money, value);

    protected LongField Points(string name, Func<TRow, long?> value) => Long(name, NumberKind.Points, value);

    protected CodeField Text(string name, DictionaryId domain, Func<TRow, string?> value) => Code(name, domain, [], (row, names) => names[domain].Add(value(row)));

    /// <summary>Codes of an enumeration: 0 for none, else its value plus 1.</summary>
    protected CodeField Choice<T>(string name, Func<TRow, int> code)
        where T : struct, Enum => Code(name, DictionaryId.Fixed, FixedNames.Of<T>(), (row, _) => code(row));

    /// <summary>Codes of a dictionary whose names are in the source.</summary>
    protected CodeField Choice(string name, DictionaryId domain, Func<TRow, int> code) => Code(name, domain, FixedNames.Of(domain), (row, _) => code(row));

    /// <summary>0 for unknown, 1 for no, 2 for yes.</summary>
    protected internal CodeField Flag(string name, Func<TRow, bool?> value) =>
        Code(name, DictionaryId.Fixed, FixedNames.NoAndYes, (row, _) => value(row) is { } known ? known ? 2 : 1 : 0);

    protected IdField Ids(string name, Func<TRow, string> id)
    {
        var field = new IdField(table, fields.Ids.Count, name);
        fields.Ids.Add(field);
        RowIds.Add((field, id));
        return field;
    }

    /// <summary>The columns of declared attributes, one a slot; of a table of which an owner has one row at most.</summary>
    /// <param name="first">The dictionary of the first.</param>
    protected IReadOnlyList<CodeField> AttributeColumns(DictionaryId first)
    {
        var columns = new CodeField[AttributeSlots.Max];
        for (var slot = 0; slot < columns.Length; slot++)
            fields.Codes.Add(columns[slot] = new AttributeField(table, fields.Codes.Count, first + slot, slot) { Names = [] });
        return columns;
    }

    private LongField Long(string name, NumberKind kind, Func<TRow, long?> value, long? always = null)
    {
        var field = new LongField(table, fields.Longs.Count, name, kind) { Always = always };
        fields.Longs.Add(field);
        Longs.Add((field, value));
        return field;
    }

    private CodeField Code(string name, DictionaryId domain, IReadOnlyList<string> fixedNames, Func<TRow, NameDictionaryBuilders, int> code)
    {
        var field = new CodeField(table, fields.Codes.Count, name, domain) { Names = fixedNames };
        fields.Codes.Add(field);
        Codes.Add((field, code));
        return field;
    }
}

/// <summary>A table of which an owner has any number of rows.</summary>
internal abstract class ListFields<TRow>(FieldList fields, FactTable table, Func<OwnerFacts, IReadOnlyList<TRow>> rows)
    : TableFields<TRow>(fields, table)
{
    /// <summary>As what they are: each asked for behind an interface costs more than writing it.</summary>
    public sealed override ReadOnlySpan<TRow> Rows(OwnerFacts facts, ref TRow? room) => rows(facts) switch
    {
        TRow[] array => array,
        List<TRow> list => CollectionsMarshal.AsSpan(list),
        var other => other.ToArray(),
    };
}

/// <summary>A table of which an owner has one row, or none.</summary>
internal abstract class OptionalFields<TRow>(FieldList fields, FactTable table, Func<OwnerFacts, TRow?> row) : TableFields<TRow>(fields, table)
    where TRow : class
{
    public sealed override ReadOnlySpan<TRow> Rows(OwnerFacts facts, ref TRow? room) => (room = row(facts)) is null ? [] : new ReadOnlySpan<TRow>(ref room);
}
