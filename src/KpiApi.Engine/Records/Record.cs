using KpiApi.Engine.Facts;

namespace KpiApi.Engine.Records;

/// <summary>One of the facts behind a number.</summary>
/// <param name="Owner">The ticket, or the survey or account that is none's.</param>
/// <param name="Survey">Id of the survey, also when its ticket is the owner.</param>
/// <param name="AtMs">What places it in the period; for states the moment from which it counts.</param>
/// <param name="Value">What it adds to a mean, in the metric's unit; −1 where it takes one away.</param>
/// <param name="Passed">Ratios: whether it is in the numerator.</param>
/// <param name="After">Where a page that begins behind it begins.</param>
/// <param name="Names">What it has of each of <see cref="RecordReader.Dimensions"/>.</param>
public sealed record Record(OwnerKey Owner, string? Survey, long AtMs, decimal? Value, bool? Passed, IReadOnlyList<string?> Names, RecordCursor After);

/// <summary>A page of records.</summary>
/// <param name="Next">Where the next page begins; null on the last.</param>
public sealed record RecordPage(IReadOnlyList<Record> Records, RecordCursor? Next);

/// <summary>
/// A place among the records: owner by owner in the order of their arrival. Owners keep their place, so pages fit together
/// also when facts arrive meanwhile.
/// </summary>
/// <param name="Place">Of the owner.</param>
/// <param name="Skip">How many of its records were told already.</param>
public readonly record struct RecordCursor(int Place, int Skip);
