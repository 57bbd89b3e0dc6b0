namespace KpiApi.Ingest.Csv;

/// <summary>In which order a date has day, month and year.</summary>
internal enum DateOrder : byte { Dmy, Mdy, Ymd }
