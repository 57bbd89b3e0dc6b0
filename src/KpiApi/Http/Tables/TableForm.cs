namespace KpiApi.Http.Tables;

/// <summary>How an answer is to be written, as far as the caller chooses.</summary>
internal sealed record TableForm(TableFormat Format)
{
    public static readonly TableForm Json = new(TableFormat.Json);

    public TableShape Shape { get; init; }

    /// <summary>How durations are written; null as the format has them: a time span in a workbook, else seconds.</summary>
    public DurationUnit? Durations { get; init; }

    /// <summary>Of CSV for a spreadsheet: its separators; null for the standard's comma and point.</summary>
    public SpreadsheetLocale? Excel { get; init; }

    /// <summary>Tables are flat unless asked to be long.</summary>
    public bool IsTable => Format != TableFormat.Json;
}

/// <summary>Nested is one object a row with an object a value, flat a column a value, long a row a value.</summary>
internal enum TableShape { Nested, Flat, Long }

/// <summary>Hms is text like 27:05:09, which spreadsheets read as a time span.</summary>
internal enum DurationUnit { Seconds, Minutes, Hours, Hms }
