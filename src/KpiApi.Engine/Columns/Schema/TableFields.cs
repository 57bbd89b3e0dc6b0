using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Derivation;

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

    protected LongField Long(Func<TRow, long?> value, long coarseUnit = FactSchema.Second)
    {
        var field = new RowLong(table, fields.Longs.Count, coarseUnit, this, value);
        fields.Longs.Add(field);
        return field;
    }

    protected CodeField Name(DictionaryId domain, Func<TRow, string?> name) => Code(domain, (row, names) => names.Add(name(row)));

    /// <summary>Codes that the source knows: 0 for none, else the value of an enumeration plus 1.</summary>
    protected internal CodeField Fixed(Func<TRow, int> code, DictionaryId domain = DictionaryId.Fixed) => Code(domain, (row, _) => code(row));

    protected IdField Ids(Func<TRow, string> id)
    {
        var field = new RowId(table, fields.Ids.Count, this, id);
        fields.Ids.Add(field);
        return field;
    }

    /// <summary>0 for unknown, 1 for no, 2 for yes.</summary>
    protected static int Flag(bool? value) => value is { } known ? known ? 2 : 1 : 0;

    private RowCode Code(DictionaryId domain, Func<TRow, NameDictionaryBuilder, int> code)
    {
        var field = new RowCode(table, fields.Codes.Count, domain, this, code);
        fields.Codes.Add(field);
        return field;
    }

    private sealed record RowLong(FactTable Table, int Ordinal, long CoarseUnit, TableFields<TRow> Rows, Func<TRow, long?> Value)
        : LongField(Table, Ordinal, CoarseUnit)
    {
        public override void Write(OwnerFacts facts, Span<long> destination)
        {
            for (var i = 0; i < destination.Length; i++)
                destination[i] = Value(Rows.Row(facts, i)) ?? LongColumn.Null;
        }
    }

    private sealed record RowId(FactTable Table, int Ordinal, TableFields<TRow> Rows, Func<TRow, string> Id) : IdField(Table, Ordinal)
    {
        public override void Write(OwnerFacts facts, IdColumn.Builder destination)
        {
            for (var i = 0; i < Rows.Count(facts); i++)
                destination.Add(Id(Rows.Row(facts, i)));
        }
    }

    private sealed record RowCode(FactTable Table, int Ordinal, DictionaryId DictionaryId, TableFields<TRow> Rows, Func<TRow, NameDictionaryBuilder, int> Code)
        : CodeField(Table, Ordinal, DictionaryId)
    {
        public override void Write(OwnerFacts facts, NameDictionaryBuilder names, Span<int> destination)
        {
            for (var i = 0; i < destination.Length; i++)
                destination[i] = Code(Rows.Row(facts, i), names);
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
