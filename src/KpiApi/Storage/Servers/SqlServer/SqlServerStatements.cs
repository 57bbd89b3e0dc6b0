namespace KpiApi.Storage.Servers.SqlServer;

/// <summary>
/// One batch of statements a batch of rows; plain T-SQL that SQL Server 2019 knows. Texts are compared by <see cref="SqlServerContext.Binary"/>
/// and their length, because to this database 'a' = 'a ' in every collation.
/// </summary>
internal static class SqlServerStatements
{
    /// <summary>In every batch of statements: settings made in one do not outlast it. Any error undoes all of the transaction.</summary>
    public const string Settings = "SET NOCOUNT ON; SET XACT_ABORT ON;\n";

    private const string Collate = $"COLLATE {SqlServerContext.Binary}";

    /// <param name="left">A column of a table.</param>
    /// <param name="right">Any text.</param>
    public static string Same(string left, string right) => $"{left} = {right} {Collate} AND DATALENGTH({left}) = DATALENGTH({right})";

    public static string Upsert(ServerTable table)
    {
        var columns = string.Join(", ", table.Columns);
        return $"""
            {Settings}DECLARE @input TABLE ("{BatchJson.Place}" int NOT NULL PRIMARY KEY, {string.Join(", ", table.Columns.Select(Declare))});
            INSERT INTO @input ("{BatchJson.Place}", {columns})
            SELECT "{BatchJson.Place}", {columns}
            FROM OPENJSON(@p1) WITH ("{BatchJson.Place}" int, {string.Join(", ", table.Columns.Select(column => $"{column} {column.Type}"))});
            DECLARE @changed TABLE ("Id" {table.Id.Type} {Collate} NOT NULL, "Created" bit NOT NULL, "WasOf" nvarchar(200) {Collate} NULL);
            UPDATE t SET {string.Join(", ", table.Values.Select(column => $"{column} = {column.Of("i")}"))}, "Version" = @p2
            OUTPUT inserted."Id", 0, {table.Owner?.Of("deleted") ?? "NULL"} INTO @changed ("Id", "Created", "WasOf")
            FROM "{table.Name}" AS t INNER JOIN @input AS i ON {Same("t.\"Id\"", "i.\"Id\"")}
            WHERE {Newer(table)}EXISTS (SELECT {Values(table, "t")} EXCEPT SELECT {Values(table, "i")});
            {Moved(table)}INSERT INTO "{table.Name}" ({table.List(column => column.ToString(), "\"Version\"")})
            OUTPUT inserted."Id", 1, NULL INTO @changed ("Id", "Created", "WasOf")
            SELECT {table.List(column => column.Of("i"), "@p2")}
            FROM @input AS i
            WHERE NOT EXISTS (SELECT 1 FROM "{table.Name}" AS t WHERE {Same("t.\"Id\"", "i.\"Id\"")})
            ORDER BY i."{BatchJson.Place}";
            SELECT "Id", "Created", "WasOf" FROM @changed;
            """;
    }

    public static string Delete(ServerTable table) => $"""
        {Settings}DECLARE @deleted TABLE ("Id" {table.Id.Type} {Collate} NOT NULL, "WasOf" nvarchar(200) {Collate} NULL);
        DELETE t
        OUTPUT deleted."Id", {table.Owner?.Of("deleted") ?? "NULL"} INTO @deleted ("Id", "WasOf")
        FROM OPENJSON(@p1) WITH ("Id" nvarchar({KpiDbContext.MaxIdLength}) '$') AS i INNER LOOP JOIN "{table.Name}" AS t ON {Same("t.\"Id\"", "i.\"Id\"")};
        INSERT INTO "tombstones" ("Kind", "Id", "Ticket", "Version") SELECT {(int)table.Kind}, d."Id", d."WasOf", @p2 FROM @deleted AS d;
        SELECT "Id", "WasOf" FROM @deleted;
        """;

    /// <summary>Before the INSERT, while only updated rows are in @changed.</summary>
    private static string Moved(ServerTable table) => table.Owner is not { } owner ? "" : $"""
        INSERT INTO "tombstones" ("Kind", "Id", "Ticket", "Version")
        SELECT {(int)table.Kind}, c."Id", c."WasOf", @p2
        FROM @changed AS c INNER JOIN @input AS i ON {Same("c.\"Id\"", "i.\"Id\"")}
        WHERE c."WasOf" IS NOT NULL AND EXISTS (SELECT {Value("c.\"WasOf\"")} EXCEPT SELECT {Value(owner.Of("i"))});

        """;

    private static string Newer(ServerTable table) => table.NewestBy is not { } column ? "" :
        $"({column.Of("t")} <= {column.Of("i")} OR {column.Of("t")} IS NULL OR {column.Of("i")} IS NULL) AND ";

    private static string Values(ServerTable table, string row) =>
        string.Join(", ", table.Values.Select(column => column.IsText ? Value(column.Of(row)) : column.Of(row)));

    /// <summary>With something at its end, so that blanks there count.</summary>
    private static string Value(string text) => $"{text} + N'.'";

    private static string Declare(ServerColumn column) => $"{column} {column.Type}{(column.IsText ? " " + Collate : "")} {(column.IsNullable ? "NULL" : "NOT NULL")}";
}
