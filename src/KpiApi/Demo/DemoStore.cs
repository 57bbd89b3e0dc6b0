using Microsoft.Data.Sqlite;

namespace KpiApi.Demo;

/// <summary>The demo's own database file, new at each start. Held while it runs, so that a second demo does not delete it.</summary>
internal sealed class DemoStore : IDisposable
{
    private const string FileName = "data/demo.db";
    private readonly FileStream _held;

    private DemoStore(FileStream held) => _held = held;

    public static string ConnectionString => new SqliteConnectionStringBuilder { DataSource = FileName }.ConnectionString;

    /// <summary>Null when another demo runs in this folder.</summary>
    public static DemoStore? TryCreate()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FileName)!);
        try
        {
            var held = new FileStream(FileName + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            foreach (var ending in (string[])["", "-wal", "-shm"])
                File.Delete(FileName + ending);
            return new DemoStore(held);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _held.Dispose();
}
