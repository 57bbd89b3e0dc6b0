using System.Globalization;
using KpiApi.Engine.Columns.Schema;

namespace KpiApi.Engine.Metrics;

/// <summary>Rows whose fixed code is one of a set.</summary>
/// <param name="Field">Of the source's table or of the ticket.</param>
/// <param name="Codes">Bit n stands for code n.</param>
internal sealed record RowTest(CodeField Field, ulong Codes)
{
    /// <summary>The code is one of these values.</summary>
    public static RowTest Of<T>(CodeField field, params ReadOnlySpan<T> values)
        where T : struct, Enum
    {
        var codes = 0UL;
        foreach (var value in values)
            codes |= 1UL << (Convert.ToInt32(value, CultureInfo.InvariantCulture) + 1);
        return new RowTest(field, codes);
    }

    /// <summary>A yes-or-no field says yes.</summary>
    public static RowTest Yes(CodeField field) => new(field, 1UL << 2);

    /// <summary>A yes-or-no field says no.</summary>
    public static RowTest No(CodeField field) => new(field, 1UL << 1);

    /// <summary>The field has any value.</summary>
    public static RowTest Known(CodeField field) => new(field, ~1UL);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Field.Ordinal} in {Codes:x}");
}

/// <summary>A number of each row: a column, or the time from one column to another.</summary>
/// <param name="Field">The number, or the end.</param>
/// <param name="Since">The start.</param>
/// <param name="UnitsPerWhole">Stored units in one unit of the metric: 1000 ms in a second.</param>
/// <param name="Business">The same in business time, where it is a duration that has one.</param>
internal sealed record RowValue(LongField Field, LongField? Since, long UnitsPerWhole, LongField? Business = null)
{
    public RowValue InBusinessHours => Business is null ? this : new RowValue(Business, null, UnitsPerWhole);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Field.Ordinal}-{Since?.Ordinal}");
}
