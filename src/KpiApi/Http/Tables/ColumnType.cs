namespace KpiApi.Http.Tables;

/// <summary>What the values of a column are. Each format writes them as its own readers know them.</summary>
internal enum ColumnType
{
    Text,

    /// <summary>Tags of a ticket: one text as they are kept, and in JSON a list.</summary>
    Tags,
    Flag,

    /// <summary>A whole number of 64 bits.</summary>
    Integer,

    /// <summary>A decimal number.</summary>
    Number,

    /// <summary>A time span: seconds as a decimal number.</summary>
    Duration,

    /// <summary>Days since 1970-01-01.</summary>
    Date,

    /// <summary>Milliseconds since 1970-01-01T00:00:00Z.</summary>
    Instant,
}
