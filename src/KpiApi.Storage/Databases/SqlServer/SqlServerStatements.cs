using KpiApi.Storage.Databases.Servers;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Databases.SqlServer;

/// <summary>
/// One batch of statements a batch of rows; plain T-SQL that SQL Server 2019 knows: a path for each member, the target under its own name, the
/// condition in WHERE. Texts are compared by <see cref="SqlServerContext.Binary"/>
/// and their length, because to this database 'a' = 'a ' in every collation.
/// </summary>
internal static class SqlServerStatements
{
    /// <summary>In every batch of statements: settings made in one do not outlast it. Any error undoes all of the transaction.</summary>
    public const string Settings = "SET NOCOUNT ON; SET XACT_ABORT ON;\n";

    /// <summary>
    /// The lock on the counter's row keeps all other writers out until the transaction ends. A version is also written down, and stays for
    /// <see cref="SqlServerContext.RetainedCommits"/> more: should a second transaction ever be given it, that one fails.
    /// </summary>
    public static readonly string RaiseVersion = $"""
        {Settings}UPDATE "store_version" SET "Version" = "Version" + 1 WHERE "Id" = 1;
        INSERT INTO "{SqlServerContext.Commits}" ("Version") SELECT "Version" FROM "store_version" WHERE "Id" = 1;
        DELETE FROM "{SqlServerContext.Commits}" WHERE "Version" = (SELECT "Version" - {SqlServerContext.RetainedCommits} FROM "store_version" WHERE "Id" = 1);
        SELECT "Version" FROM "store_version" WHERE "Id" = 1;
        """;

    /// <summary>Waits for who writes, and keeps others from it until the transaction ends, with row versions and without.</summary>
    public const string LockVersion = "SELECT \"Version\" FROM \"store_version\" WITH (ROWLOCK, REPEATABLEREAD) WHERE \"Id\" = 1";

    /// <summary>1 where transactions of the isolation level SNAPSHOT may be begun.</summary>
    public const string HasSnapshots = "SELECT CAST(\"snapshot_isolation_state\" AS int) FROM \"sys\".\"databases\" WHERE \"database_id\" = DB_ID()";

    private const string Collate = $"COLLATE {SqlServerContext.Binary}";

    /// <param name="left">A column of a table.</param>
    /// <param name="right">Any text.</param>
    public static string Same(string left, string right) => $"{left} = {right} {Collate} AND DATALENGTH({left}) = DATALENGTH({right})";

    public static string Upsert(ServerTable table)
    {
        var columns = string.Join(", ", table.Columns);
        var target = $"\"{table.Name}\"";
        return $"""
            {Settings}DECLARE @input TABLE ("{BatchJson.Place}" int NOT NULL PRIMARY KEY, {string.Join(", ", table.Columns.Select(Declare))});
            INSERT INTO @input ("{BatchJson.Place}", {columns})
            SELECT "{BatchJson.Place}", {columns}
            FROM OPENJSON(@p1) WITH ("{BatchJson.Place}" int '$.{BatchJson.Place}', {string.Join(", ", table.Columns.Select(column => $"{column} {column.Type} '$.{column.Name}'"))});
            DECLARE @changed TABLE ("Id" {table.Id.Type} NOT NULL, "Created" bit NOT NULL, "WasOf" nvarchar(200) NULL);
            UPDATE {target} SET {string.Join(", ", table.Values.Select(column => $"{column} = {column.Of("i")}"))}, "Version" = @p2
            OUTPUT inserted."Id", 0, {table.Owner?.Of("deleted") ?? "NULL"} INTO @changed ("Id", "Created", "WasOf")
            FROM @input AS i
            WHERE {Same($"{target}.\"Id\"", "i.\"Id\"")} AND {Newer(table, target)}EXISTS (SELECT {Values(table, target)} EXCEPT SELECT {Values(table, "i")});
            INSERT INTO {target} ({table.List(column => column.ToString(), "\"Version\"")})
            OUTPUT inserted."Id", 1, NULL INTO @changed ("Id", "Created", "WasOf")
            SELECT {table.List(column => column.Of("i"), "@p2")}
            FROM @input AS i
            WHERE NOT EXISTS (SELECT 1 FROM {target} AS t WHERE {Same("t.\"Id\"", "i.\"Id\"")})
            ORDER BY i."{BatchJson.Place}";
            SELECT "Id", "Created", "WasOf" FROM @changed;
            """;
    }

    public const string Bury = Settings + """
        INSERT INTO "tombstones" ("Kind", "Hash", "TicketHash", "AccountHash", "Version")
        SELECT i."Kind", i."Hash", i."TicketHash", i."AccountHash", @p2
        FROM OPENJSON(@p1) WITH ("Kind" tinyint '$.Kind', "Hash" bigint '$.Hash', "TicketHash" bigint '$.TicketHash', "AccountHash" bigint '$.AccountHash') AS i;
        """;

    public static string Delete(ServerTable table) => $"""
        {Settings}DECLARE @deleted TABLE ("Id" {table.Id.Type} NOT NULL, "WasOf" nvarchar(200) NULL, "Account" nvarchar(200) NULL);
        DELETE FROM "{table.Name}"
        OUTPUT deleted."Id", {table.Owner?.Of("deleted") ?? "NULL"}, {table.Account?.Of("deleted") ?? "NULL"} INTO @deleted ("Id", "WasOf", "Account")
        FROM OPENJSON(@p1) WITH ("Id" nvarchar({KpiDbContext.MaxIdLength}) '$') AS i
        WHERE {Same($"\"{table.Name}\".\"Id\"", "i.\"Id\"")};
        SELECT "Id", "WasOf", "Account" FROM @deleted;
        """;

    private static string Newer(ServerTable table, string target) => table.NewestBy is not { } column ? "" :
        $"({column.Of(target)} <= {column.Of("i")} OR {column.Of(target)} IS NULL OR {column.Of("i")} IS NULL) AND ";

    private static string Values(ServerTable table, string row) =>
        string.Join(", ", table.Values.Select(column => column.IsText ? Value(column.Of(row)) : column.Of(row)));

    /// <summary>By its letters, whichever collation a temporary column has; and with something at its end, so that blanks there count.</summary>
    private static string Value(string text) => $"{text} {Collate} + N'.'";

    private static string Declare(ServerColumn column) => $"{column} {column.Type} {(column.IsNullable ? "NULL" : "NOT NULL")}";
}
