using KpiApi.Engine.Model;

namespace KpiApi.Engine.DrillDown;

/// <summary>One of the facts behind a number.</summary>
/// <param name="Owner">The ticket, or the survey or account that is none's.</param>
/// <param name="Survey">Id of the survey, also when its ticket is the owner.</param>
/// <param name="AtMs">What places it in the period; for states the moment from which it counts.</param>
/// <param name="Value">What it adds to a mean, in the metric's unit; −1 where it takes one away.</param>
/// <param name="Passed">Ratios: whether it is in the numerator.</param>
/// <param name="After">Its own place: a page that begins there begins behind it.</param>
/// <param name="Names">What it has of each of <see cref="RecordReader.Dimensions"/>.</param>
public sealed record Record(OwnerKey Owner, string? Survey, long AtMs, decimal? Value, bool? Passed, IReadOnlyList<string?> Names, RecordCursor After)
{
    /// <summary>Of the ticket, also of a survey's; null where the metric has no tags.</summary>
    public IReadOnlyList<string>? Tags { get; init; }
}

/// <summary>A page of records.</summary>
/// <param name="Next">Of the last record when more follow; else null.</param>
public sealed record RecordPage(IReadOnlyList<Record> Records, RecordCursor? Next);

/// <summary>
/// A place among the records: by what they are sorted by, and then in the order of their tickets: by creation, then by key, last what belongs to
/// none; and each ticket's by time. Made of what is stored, so it means the same on every replica and whatever else has come, gone or been derived again.
/// </summary>
/// <param name="SortedBy">The value that they are sorted by; null where the record has none, and in the order of arrival.</param>
/// <param name="CreatedMs">Of the ticket; later than all where there is none.</param>
/// <param name="Owner">Its key.</param>
/// <param name="AtMs">Of the record.</param>
/// <param name="Ordinal">Among those of the owner at the same instant.</param>
public readonly record struct RecordCursor(long? SortedBy, long CreatedMs, string Owner, long AtMs, int Ordinal);
