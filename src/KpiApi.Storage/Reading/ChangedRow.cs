namespace KpiApi.Storage.Reading;

/// <summary>A row with the place of its last change.</summary>
internal readonly record struct ChangedRow<T>(T Row, RowPlace Place);

/// <summary>A place in the order in which rows were last changed: by version, and within a version by arrival.</summary>
internal readonly record struct RowPlace(long Version, long Seq)
{
    /// <summary>Before the first change after a version.</summary>
    public static RowPlace After(long version) => new(version, long.MaxValue);
}
