using System.Collections.Immutable;
using System.Text.Json;
using KpiApi.Ingest.Parsing;
using KpiApi.Storage.Tables;

namespace KpiApi.Ingest.Contracts;

/// <summary>The fields of one resource in the order in which they are declared, each in one line with the column that keeps it.</summary>
internal sealed class ContractFields<T>(StoreTable<T> table)
{
    private readonly List<(Field Field, Column<T> Column)> _fields = [];

    public ImmutableArray<Field> InOrder => [.. _fields.Select(pair => pair.Field)];

    public Field Add(Column<T> column, Field field)
    {
        field.Index = _fields.Count;
        _fields.Add((field, column));
        return field;
    }

    /// <summary>The row of an item without problems; what it does not say keeps its default.</summary>
    public T Make(ItemDraft draft)
    {
        var row = table.Create();
        foreach (var (field, column) in _fields)
        {
            ref var slot = ref draft[field];
            if (slot.State != SlotState.Set) continue;
            if (column.SetText is { } text) text(row, slot.Text);
            else if (column.SetInteger is { } integer) integer(row, slot.Number);
            else column.SetReal!(row, slot.Real);
        }

        return row;
    }

    /// <summary>Writes a row as an item that can be sent again; a member without a value is null.</summary>
    /// <param name="isShown">False for members to leave out.</param>
    public void Write(Utf8JsonWriter json, T row, Func<T, Field, bool> isShown)
    {
        json.WriteStartObject();
        foreach (var (field, column) in _fields)
        {
            if (!isShown(row, field)) continue;
            json.WritePropertyName(field.Utf8Name);
            if (column.Text is { } text) field.WriteText(json, text(row));
            else if (column.Integer is { } integer) field.WriteInteger(json, integer(row));
            else if (column.Real!(row) is { } real) json.WriteNumberValue(real);
            else json.WriteNullValue();
        }

        json.WriteEndObject();
    }
}
