using NodaTime;

namespace KpiApi.Http.Tables;

/// <param name="Name">Unique in its table.</param>
internal sealed record TableColumn(string Name, ColumnType Type)
{
    /// <summary>Of instants: in whose local time they are written, with its offset. Null writes UTC with a Z.</summary>
    public DateTimeZone? Zone { get; init; }

    /// <summary>Of durations: true where one can be negative, as a change can.</summary>
    public bool IsSigned { get; init; }
}
