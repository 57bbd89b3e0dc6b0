using System.Data.Common;
using System.Globalization;
using KpiApi.Storage.ColumnsFile;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Reading;
using KpiApi.Storage.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace KpiApi.Storage.Checking;

/// <summary>Looks through a whole store: is every page, row, version and setting one that the service can have written? Changes nothing.</summary>
/// <param name="settings">That read what the store keeps of them.</param>
/// <param name="columns">Looked at too; null for not.</param>
internal sealed class StoreCheck(DatabaseDialect dialect, ISettings settings, ColumnsFileCache? columns)
{
    public const string Argument = "--check";

    private const int RowsAtOnce = 16_384;
    private const int MostOfOne = 20;

    private readonly List<string> _read = [];

    /// <summary>How much was looked at; whole when all problems have been told.</summary>
    public IReadOnlyList<string> Read => _read;

    /// <summary>What is wrong, in sentences, as it is found.</summary>
    /// <exception cref="DbException">The database is away.</exception>
    /// <param name="withRows">False for the database's own checks and the tables alone.</param>
    public IEnumerable<string> Problems(bool withRows = true)
    {
        using var context = dialect.CreateContext(StorePatience.Load);
        Func<IEnumerable<string>>[] quick = [() => dialect.Damages(context), () => Tables(context)];
        Func<IEnumerable<string>>[] rows = [() => Versions(context), () => Rows(context), () => Settings(context), Columns];
        foreach (var check in withRows ? [.. quick, .. rows] : quick)
        {
            foreach (var problem in Safely(check)) yield return problem;
        }
    }

    /// <summary>Finds no row; fails where the table has not all columns that this version of the service gives it.</summary>
    public static string NothingSql(IEntityType entity) =>
        $"SELECT {string.Join(", ", entity.GetProperties().Select(property => $"\"{property.GetColumnName()}\""))} FROM \"{entity.GetTableName()}\" WHERE 1 = 0";

    /// <summary>Tables and columns that are not what this version of the service makes.</summary>
    private IEnumerable<string> Tables(KpiDbContext context)
    {
        foreach (var entity in context.Model.GetEntityTypes())
        {
            if (Failure(() => dialect.Query(context, NothingSql(entity), _ => 0)) is { } failure)
                yield return $"The table {entity.GetTableName()} is not as it should be: {failure}.";
        }
    }

    private IEnumerable<string> Versions(KpiDbContext context)
    {
        var versions = dialect.Query(context, "SELECT \"Version\" FROM \"store_version\"", row => row.Integer(0));
        if (versions is not [{ } last])
        {
            yield return $"The table store_version has {versions.Count} rows with a version; it should have one.";
            yield break;
        }

        _read.Add(string.Create(CultureInfo.InvariantCulture, $"version {last}"));
        foreach (var table in (string[])["tickets", "events", "surveys", "agents", "accounts", "shifts", "costs", "settings", "tombstones"])
        {
            var later = dialect.Query(context, $"SELECT COUNT(*) FROM \"{table}\" AS r WHERE r.\"Version\" > @p1 OR r.\"Version\" < 0", row => row.Integer(0), last).Single();
            if (later > 0) yield return string.Create(CultureInfo.InvariantCulture, $"{later} rows of the table {table} have a version that was never given; the last is {last}.");
        }
    }

    private IEnumerable<string> Rows(KpiDbContext context) =>
    [
        .. Rows(context, StoreTables.Tickets), .. Rows(context, StoreTables.Events), .. Rows(context, StoreTables.Surveys), .. Rows(context, StoreTables.Agents),
        .. Rows(context, StoreTables.Accounts), .. Rows(context, StoreTables.Shifts), .. Rows(context, StoreTables.Costs), .. Rows(context, StoreTables.Settings),
    ];

    private List<string> Rows<T>(KpiDbContext context, StoreTable<T> table)
    {
        var (reader, rules, problems) = (new StoreReader(dialect, context), RowRules.Of(table), new List<string>());
        var (rows, last) = (0L, dialect.Query(context, $"SELECT MAX(r.\"Seq\") FROM \"{table.Name}\" AS r", row => row.Integer(0)).Single() ?? 0);
        for (var after = -1L; after < last && problems.Count < MostOfOne; after += RowsAtOnce)
        {
            var range = (After: after, Last: after + RowsAtOnce);
            if (Failure(() => rows += rules.Check(StoreQueries.ReadRange(reader, table, StoreQueries.OfRange, range), problems)) is { } failure)
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"Rows of the table {table.Name} with Seq from {after + 1} to {Math.Min(last, range.Last)} cannot be read: {failure}."));
        }

        _read.Add(string.Create(CultureInfo.InvariantCulture, $"{rows} {table.Name}"));
        return problems;
    }

    private IEnumerable<string> Settings(KpiDbContext context) => settings.Problems(new StoreReader(dialect, context).Settings());

    private IEnumerable<string> Columns()
    {
        if (columns?.FullName is not { } path || !File.Exists(path)) yield break;
        if (Failure(() => ReadColumns(path)) is { } failure)
            yield return $"The columns' file, {path}, is damaged: {failure}. The next start makes it again from the database; why it is damaged, the disk may know.";
    }

    private void ReadColumns(string path)
    {
        using var reading = new ColumnsFileReader(path);
        // A file of another build is never used.
        if (!reading.Head.Identity.StartsWith(ColumnsFileNote.Build, StringComparison.Ordinal)) return;
        reading.Begin(_ => { });
        reading.Columns();
        _read.Add("the columns' file");
    }

    private List<string> Safely(Func<IEnumerable<string>> check)
    {
        List<string> problems = [];
        if (Failure(() => problems.AddRange(check())) is { } failure) problems.Add($"The database cannot be read: {failure}.");
        return problems;
    }

    /// <summary>Why it failed; null when it did not. Whatever it is, it is what is being looked for, unless the database is away.</summary>
    private string? Failure(Action action)
    {
        try
        {
            action();
            return null;
        }
#pragma warning disable CA1031 // See the summary.
        catch (Exception failure) when (failure is not ObjectDisposedException && dialect.Classify(failure) is StoreFailure.Permanent or StoreFailure.Damaged)
#pragma warning restore CA1031
        {
            return FailureCause.Reason(failure);
        }
    }
}
