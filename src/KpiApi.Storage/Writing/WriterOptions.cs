using System.ComponentModel.DataAnnotations;

namespace KpiApi.Storage.Writing;

/// <summary>Section Writer: retries and the queue of writes.</summary>
internal sealed class WriterOptions
{
    public const string Section = "Writer";

    /// <summary>Seconds for which a transaction is retried. Writes that wait get 503 after twice as long.</summary>
    [Range(1, 60, ErrorMessage = "Writer:DeadlineSeconds has to be a whole number of seconds from 1 to 60.")]
    public int DeadlineSeconds { get; set; } = 5;

    /// <summary>Seconds for which writes get 503 at once after repeated failures of the database; then one is tried.</summary>
    [Range(1, 60, ErrorMessage = "Writer:BreakSeconds has to be a whole number of seconds from 1 to 60.")]
    public int BreakSeconds { get; set; } = 2;

    /// <summary>Requests that may wait for the database; more get 503.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Writer:MaxWaitingWrites has to be a whole number from 1 to 1000000.")]
    public int MaxWaitingWrites { get; set; } = 10_000;

    /// <summary>Rows that may wait for the database; a larger write is accepted when nothing else waits.</summary>
    [Range(1, 100_000_000, ErrorMessage = "Writer:MaxWaitingRows has to be a whole number from 1 to 100000000.")]
    public int MaxWaitingRows { get; set; } = 250_000;

    /// <summary>Megabytes that may wait for the database; a larger write is accepted when nothing else waits.</summary>
    [Range(1, 65_536, ErrorMessage = "Writer:MaxWaitingMegabytes has to be a whole number from 1 to 65536.")]
    public int MaxWaitingMegabytes { get; set; } = 256;

    public TimeSpan Deadline => TimeSpan.FromSeconds(DeadlineSeconds);

    public TimeSpan Break => TimeSpan.FromSeconds(BreakSeconds);
}
