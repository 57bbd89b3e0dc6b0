using System.Globalization;
using System.Security.Cryptography;
using KpiApi.Storage.Tables;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage.ColumnsFile;

/// <summary>
/// The store remembers a random mark for each snapshot file that was made of it. A file whose mark it knows is of its own past. One of
/// another database, or of versions that were lost when a backup was put back, has a mark that it does not know, however equal the
/// version numbers are.
/// </summary>
internal sealed class ColumnsFileMarks(IDbContextFactory<KpiDbContext> contexts)
{
    private const string Prefix = "snapshots/";

    /// <summary>Each replica has a file of its own; what is older than the last hundred files is not there any more.</summary>
    private const int RetainedMarks = 100;

    /// <summary>To be called when the version is durable.</summary>
    public string Add(long version)
    {
        var mark = RandomNumberGenerator.GetHexString(32, lowercase: true);
        using var context = contexts.CreateDbContext();
        context.Settings.Add(new Setting(Prefix + mark, version.ToString(CultureInfo.InvariantCulture)));
        context.SaveChanges();
        var marks = context.Settings.Where(row => row.Id.StartsWith(Prefix)).Select(row => EF.Property<long>(row, KpiDbContext.Seq));
        var oldest = marks.OrderByDescending(seq => seq).Skip(RetainedMarks - 1).FirstOrDefault();
        context.Settings.Where(row => row.Id.StartsWith(Prefix) && EF.Property<long>(row, KpiDbContext.Seq) < oldest).ExecuteDelete();
        return mark;
    }

    public bool Knows(string mark)
    {
        using var context = contexts.CreateDbContext();
        return context.Settings.Any(row => row.Id == Prefix + mark);
    }
}
