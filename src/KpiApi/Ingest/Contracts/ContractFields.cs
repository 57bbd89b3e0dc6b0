using System.Collections.Immutable;
using System.Numerics;
using System.Text.Json;
using KpiApi.Engine.Model;
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

    /// <summary>What an item says, and of the rest what is stored.</summary>
    /// <param name="stored">Null when there is none.</param>
    public void Load(ItemDraft draft, in Incoming<T> item, T? stored)
    {
        foreach (var (field, column) in _fields)
        {
            ref var slot = ref draft[field];
            if (item.Said.IsCleared(field)) slot.State = SlotState.Null;
            else if (item.Said.IsGiven(field)) Load(ref slot, column, item.Row);
            else if (stored is not null && !item.Said.IsWhole) slot.IsStored = Load(ref slot, column, stored);
            if (field.Kind == FieldKind.Attributes && item.Said is { IsWhole: false } said && said.IsGiven(field) && !said.IsCleared(field))
                Merge(ref slot, stored is null ? null : column.Text!(stored), item);
        }
    }

    /// <summary>Whether two rows have the same values in some fields.</summary>
    /// <param name="fields">A bit each by <see cref="Field.Index"/>.</param>
    public bool AreSame(ulong fields, T one, T other)
    {
        for (; fields != 0; fields &= fields - 1)
            if (!IsSame(_fields[BitOperations.TrailingZeroCount(fields)].Column, one, other)) return false;
        return true;
    }

    private static bool IsSame(Column<T> column, T one, T other)
    {
        if (column.Text is { } text) return text(one) == text(other);
        return column.Integer is { } integer ? integer(one) == integer(other) : Equals(column.Real!(one), column.Real(other));
    }

    /// <summary>False when there is no value.</summary>
    private static bool Load(ref Slot slot, Column<T> column, T row)
    {
        if (column.Text is { } text) return Set(ref slot, (slot.Text = text(row)) is not null);
        if (column.Integer is { } integer)
        {
            var number = integer(row);
            slot.Number = number ?? 0;
            return Set(ref slot, number.HasValue);
        }

        var real = column.Real!(row);
        slot.Real = real ?? 0;
        return Set(ref slot, real.HasValue);
    }

    private static bool Set(ref Slot slot, bool hasValue)
    {
        slot.State = hasValue ? SlotState.Set : SlotState.Absent;
        return hasValue;
    }

    /// <summary>Attributes one by one.</summary>
    private static void Merge(ref Slot slot, string? stored, in Incoming<T> item)
    {
        slot.Text = AttributeText.Merge(stored, slot.Text, item.ClearedAttributes ?? []);
        slot.State = slot.Text is null ? SlotState.Absent : SlotState.Set;
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
