using KpiApi.Storage.ColumnsFile;

namespace KpiApi.Storage.Tests.ColumnsFile;

public sealed class ColumnsFileMarksTests
{
    [Fact]
    public async Task Store_remembers_the_marks_of_the_last_files_alone()
    {
        await using var store = await StoreHost.StartAsync(TestDatabase.Sqlite());
        var marks = store.Service<ColumnsFileMarks>();
        var added = Enumerable.Range(0, 103).Select(n => marks.Add(n)).ToList();
        Assert.Equal(added.Select((_, n) => n > 2), added.Select(marks.Knows));
        Assert.False(marks.Knows("0"));
    }
}
