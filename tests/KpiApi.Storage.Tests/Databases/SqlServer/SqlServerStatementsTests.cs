using System.Globalization;
using System.Text;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Databases.Servers;
using KpiApi.Storage.Databases.SqlServer;
using KpiApi.Storage.Reading;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace KpiApi.Storage.Tests.Databases.SqlServer;

/// <summary>Every statement that SQL Server gets, held to the text in this folder: a change of T-SQL is seen in review.</summary>
public sealed class SqlServerStatementsTests
{
    private static readonly SqlServerDialect s_provider = new(new() { ConnectionString = "Server=nowhere" }, _ => { });

    [Fact]
    public Task Statements_are_those_committed() => SameAsync("statements.sql", Statements());

    [Fact]
    public Task Migrations_are_those_committed()
    {
        using var context = s_provider.CreateContext();
        return SameAsync("migrations.sql", context.GetService<IMigrator>().GenerateScript());
    }

    /// <summary>By Microsoft's own parsers of these versions.</summary>
    [Theory]
    [InlineData(SqlVersion.Sql150)]
    [InlineData(SqlVersion.Sql160)]
    public void Statements_and_migrations_are_T_SQL_of_2019_and_of_2022(SqlVersion version)
    {
        using var context = s_provider.CreateContext();
        foreach (var text in Texts().Select(text => text.Sql).Append(context.GetService<IMigrator>().GenerateScript()))
        {
            TSqlParser parser = version == SqlVersion.Sql150 ? new TSql150Parser(initialQuotedIdentifiers: true) : new TSql160Parser(initialQuotedIdentifiers: true);
            parser.Parse(new StringReader(text), out var errors);
            Assert.True(errors.Count == 0, $"{string.Join(", ", errors.Select(error => error.Message))} in {text}");
        }
    }

    /// <summary>At most 900 bytes for the key by which rows lie, and 1,700 for an index's.</summary>
    [Fact]
    public void Every_key_is_as_short_as_the_server_wants_it()
    {
        using var context = s_provider.CreateContext();
        foreach (var entity in context.GetService<IDesignTimeModel>().Model.GetEntityTypes())
        {
            Assert.InRange(entity.FindPrimaryKey()!.Properties.Sum(Bytes), 1, 900);
            Assert.All(entity.GetIndexes(), index => Assert.InRange(index.Properties.Sum(Bytes), 1, 1700));
        }

        static int Bytes(IProperty property) => property.ClrType == typeof(string) ? 2 * (property.GetMaxLength() ?? 1_000_000) : property.GetMaxLength() ?? 8;
    }

    [Theory]
    [InlineData("Server=nowhere", true)]
    [InlineData("Server=nowhere;Encrypt=False", false)]
    public void Connections_are_encrypted_unless_the_connection_string_says_otherwise(string connectionString, bool encrypted)
    {
        using var context = new SqlServerDialect(new() { ConnectionString = connectionString }, _ => { }).CreateContext();
        Assert.Equal(encrypted, (bool)new SqlConnectionStringBuilder(context.Database.GetConnectionString()).Encrypt);
    }

    [Fact]
    public void Migrations_give_the_tables_of_the_model()
    {
        using var context = s_provider.CreateContext();
        Assert.False(context.Database.HasPendingModelChanges());
    }

    [Fact]
    public void Every_text_is_compared_by_its_letters()
    {
        using var context = s_provider.CreateContext();
        var model = context.GetService<IDesignTimeModel>().Model;
        Assert.All(model.GetEntityTypes().SelectMany(type => type.GetProperties()).Where(property => property.ClrType == typeof(string)),
            property => Assert.Equal("Latin1_General_100_BIN2", property.GetCollation()));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(250, 250)]
    [InlineData(251, null)]
    public void Text_longer_than_any_id_is_looked_for_in_vain(int length, int? kept) =>
        Assert.Equal(kept is { } letters ? $"[\"{new string('x', letters)}\"]" : "[]", s_provider.List([new string('x', length)]));

    private static string Statements()
    {
        var text = new StringBuilder();
        foreach (var (title, sql) in Texts()) text.Append(CultureInfo.InvariantCulture, $"-- {title}\n{sql.TrimEnd()}\n\n");
        return text.ToString();
    }

    private static List<(string Title, string Sql)> Texts()
    {
        using var context = s_provider.CreateContext();
        var texts = new List<(string, string)>();
        Add("Begin a transaction", s_provider.RaiseVersionSql);
        Add("Whether views are snapshots", SqlServerStatements.HasSnapshots);
        Add("Begin a view where they are not", SqlServerStatements.LockVersion);
        Add("Version", s_provider.VersionSql);
        AddTable(StoreTables.Tickets);
        AddTable(StoreTables.Events);
        AddTable(StoreTables.Surveys);
        AddTable(StoreTables.Agents);
        AddTable(StoreTables.Accounts);
        AddTable(StoreTables.Shifts);
        AddTable(StoreTables.Costs);
        AddTable(StoreTables.Settings);
        Add("Tickets with many events", s_provider.CountAmong(StoreTables.Events.Name, nameof(Engine.Model.TicketEvent.Ticket)));
        Add("Whose events there are", TicketCapacity.OwnersSql(s_provider, StoreTables.Events.Name));
        Add("Bury", s_provider.InsertTombstonesSql);
        foreach (var sql in (string[])[ReportedEvents.AfterSql, ReportedEvents.DeleteDeliveriesSql, ReportedEvents.DeleteSql, RejectedPayloads.AfterSql, RejectedPayloads.DeleteSql]) Add("Erase", sql);
        foreach (var sql in ReadingStatements.Of(s_provider)) Add("Reading", sql);
        return texts;

        void AddTable<T>(StoreTable<T> table)
        {
            var server = ServerTable.Of(table, context.Model);
            Add($"Upsert {table.Name}", s_provider.UpsertSql(server));
            Add($"Delete {table.Name}", s_provider.DeleteSql(server));
        }

        void Add(string title, string sql) => texts.Add((title, sql));
    }

    private static Task SameAsync(string name, string text) => Repository.AssertIsCommittedAsync(
        text.Replace("\r", "", StringComparison.Ordinal).Trim('\n', '\uFEFF') + "\n", "tests", "KpiApi.Storage.Tests", "Databases", "SqlServer", name);
}

/// <summary>What readers ask, taken down from a store that answers nothing.</summary>
internal sealed class ReadingStatements : DatabaseDialect
{
    private readonly DatabaseDialect _provider;
    private readonly List<string> _asked = [];

    private ReadingStatements(DatabaseDialect provider) => _provider = provider;

    public override string Place => "";

    public override string VersionSql => _provider.VersionSql;

    public static IEnumerable<string> Of(DatabaseDialect provider)
    {
        var taken = new ReadingStatements(provider);
        using var context = provider.CreateContext();
        var reader = new StoreReader(taken, context);
        reader.Timelines([]);
        reader.TicketsOf([]);
        reader.MissingTickets("events");
        reader.Settings();
        reader.Find(StoreTables.Surveys, "");
        reader.ChangedRows(StoreTables.Surveys, default, 0, 1);
        reader.ChangedTombstones(default, 0, 1);
        StoreView.ReadChanges(reader, 0, (_, _) => { });
        StoreQueries.ReadRange(reader, StoreTables.Tickets, StoreQueries.OfRange, (0, 0));
        StoreQueries.ReadOfTickets(reader, StoreTables.Events, (0, 0));
        StoreQueries.ReadRange(reader, StoreTables.Surveys, StoreQueries.OfSurveysAlone, (0, 0));
        EraseWrite.Find(taken, (sql, _) => { taken._asked.Add(sql); return []; }, "tickets", "", 0, []);
        return taken._asked.Distinct();
    }

    public override KpiDbContext CreateContext() => throw new NotSupportedException();

    public override IWriteSession OpenSession() => throw new NotSupportedException();

    public override System.Data.Common.DbTransaction BeginView(KpiDbContext context) => throw new NotSupportedException();

    public override string FromAmong(string table, string column) => _provider.FromAmong(table, column);

    public override string Same(string left, string right) => _provider.Same(left, right);

    public override string Distinct(string column) => _provider.Distinct(column);

    public override string List(IEnumerable<string> texts) => _provider.List(texts);

    public override string Limit(string rows) => _provider.Limit(rows);

    public override List<T> Query<T>(KpiDbContext context, string sql, Func<StoreRow, T> read, params object[] values)
    {
        _asked.Add(sql);
        return [];
    }

    public override StoreFailure Classify(Exception exception) => StoreFailure.Permanent;
}
