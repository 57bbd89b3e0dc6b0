using System.Globalization;
using KpiApi.Engine.Columns.Schema;

namespace KpiApi.Engine.Metrics;

/// <summary>A number of each row: a column, or the time from one column to another.</summary>
/// <param name="Field">The number, or the end.</param>
/// <param name="Since">Where the duration begins; null when the field is the number itself.</param>
/// <param name="UnitsPerWhole">Stored units in one unit of the metric: 1000 ms in a second.</param>
/// <param name="Business">The same in business time, where it is a duration that has one.</param>
internal sealed record RowValue(LongField Field, LongField? Since, long UnitsPerWhole, LongField? Business = null)
{
    public RowValue InBusinessHours => Business is null ? this : new RowValue(Business, null, UnitsPerWhole);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Field.Ordinal}-{Since?.Ordinal}");
}
