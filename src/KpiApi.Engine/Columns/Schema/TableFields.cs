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

internal interface IRowCounter
{
    /// <summary>The number of rows an owner has.</summary>
    int Count(OwnerFacts facts);
}

/// <summary>Declares the columns of one table, whose rows are the <typeparamref name="TRow"/>s of an owner.</summary>
internal abstract class TableFields<TRow>(FieldList fields, FactTable table) : IRowCounter
{
    public abstract int Count(OwnerFacts facts);

    protected abstract TRow Row(OwnerFacts facts, int index);

    protected LongField Instant(string name, Func<TRow, long?> value, long? always = null) => Long(name, NumberKind.Instant, value, always);

    protected LongField Milliseconds(string name, Func<TRow, long?> value) => Long(name, NumberKind.Duration, value);

    protected LongField Number(string name, Func<TRow, long?> value) => Long(name, NumberKind.Number, value);

    protected LongField Money(string name, Func<TRow, long?> value) => Long(name, NumberKind.Money, value);

    protected LongField Points(string name, Func<TRow, long?> value) => Long(name, NumberKind.Points, value);

    protected CodeField Text(string name, DictionaryId domain, Func<TRow, string?> value) => Code(name, domain, [], (row, names) => names.Add(value(row)));

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
        var field = new RowId(table, fields.Ids.Count, name, this, id);
        fields.Ids.Add(field);
        return field;
    }

    /// <summary>The columns of declared attributes, one a slot; of a table of which an owner has one row at most. Empty ones take no memory.</summary>
    /// <param name="first">The dictionary of the first.</param>
    /// <param name="values">Of an owner, by id.</param>
    /// <param name="slots">The ids in their order.</param>
    protected IReadOnlyList<CodeField> AttributeColumns(
        DictionaryId first, Func<OwnerFacts, IReadOnlyDictionary<string, string>?> values, Func<AttributeSlots, IReadOnlyList<string>> slots)
    {
        var columns = new CodeField[AttributeSlots.Max];
        for (var slot = 0; slot < columns.Length; slot++)
            fields.Codes.Add(columns[slot] = new OwnerAttribute(table, fields.Codes.Count, first + slot, slot, values, slots) { Names = [] });
        return columns;
    }

    private RowLong Long(string name, NumberKind kind, Func<TRow, long?> value, long? always = null)
    {
        var field = new RowLong(table, fields.Longs.Count, name, kind, this, value) { Always = always };
        fields.Longs.Add(field);
        return field;
    }

    private RowCode Code(string name, DictionaryId domain, IReadOnlyList<string> fixedNames, Func<TRow, NameDictionaryBuilder, int> code)
    {
        var field = new RowCode(table, fields.Codes.Count, name, domain, this, code) { Names = fixedNames };
        fields.Codes.Add(field);
        return field;
    }

    private sealed record RowLong(FactTable Table, int Ordinal, string Name, NumberKind Kind, TableFields<TRow> Rows, Func<TRow, long?> Value)
        : LongField(Table, Ordinal, Name, Kind)
    {
        public override void Write(OwnerFacts facts, Span<long> destination)
        {
            for (var i = 0; i < destination.Length; i++)
                destination[i] = Value(Rows.Row(facts, i)) ?? LongColumn.Null;
        }
    }

    private sealed record RowId(FactTable Table, int Ordinal, string Name, TableFields<TRow> Rows, Func<TRow, string> Id) : IdField(Table, Ordinal, Name)
    {
        public override void Write(OwnerFacts facts, IdColumn.Builder destination)
        {
            for (var i = 0; i < Rows.Count(facts); i++)
                destination.Add(Id(Rows.Row(facts, i)));
        }
    }

    private sealed record RowCode(
        FactTable Table, int Ordinal, string Name, DictionaryId DictionaryId, TableFields<TRow> Rows, Func<TRow, NameDictionaryBuilder, int> Code)
        : CodeField(Table, Ordinal, Name, DictionaryId)
    {
        public override void Write(OwnerFacts facts, NameDictionaryBuilders names, Span<int> destination)
        {
            for (var i = 0; i < destination.Length; i++)
                destination[i] = Code(Rows.Row(facts, i), names[DictionaryId]);
        }
    }

    private sealed record OwnerAttribute(
        FactTable Table, int Ordinal, DictionaryId DictionaryId, int Slot, Func<OwnerFacts, IReadOnlyDictionary<string, string>?> Values,
        Func<AttributeSlots, IReadOnlyList<string>> Slots)
        : AttributeField(Table, Ordinal, DictionaryId, Slot)
    {
        public override void Write(OwnerFacts facts, NameDictionaryBuilders names, Span<int> destination)
        {
            var slots = Slots(names.Attributes);
            var value = Slot < slots.Count ? Values(facts)?.GetValueOrDefault(slots[Slot]) : null;
            foreach (ref var code in destination)
                code = names[DictionaryId].Add(value);
        }
    }
}

/// <summary>A table of which an owner has any number of rows.</summary>
internal abstract class ListFields<TRow>(FieldList fields, FactTable table, Func<OwnerFacts, IReadOnlyList<TRow>> rows)
    : TableFields<TRow>(fields, table)
{
    public sealed override int Count(OwnerFacts facts) => rows(facts).Count;

    protected sealed override TRow Row(OwnerFacts facts, int index) => rows(facts)[index];
}

/// <summary>A table of which an owner has one row, or none.</summary>
internal abstract class OptionalFields<TRow>(FieldList fields, FactTable table, Func<OwnerFacts, TRow?> row) : TableFields<TRow>(fields, table)
    where TRow : class
{
    public sealed override int Count(OwnerFacts facts) => row(facts) is null ? 0 : 1;

    protected sealed override TRow Row(OwnerFacts facts, int index) => row(facts)!;
}
