using KpiApi.Storage.Databases.Servers;

namespace KpiApi.Storage.Databases.PostgreSql;

/// <summary>
/// One statement a batch. Its parts all see the table as it was before: nobody else writes while the counter's row is locked, so what is not
/// there to be updated can be inserted.
/// </summary>
internal static class PostgreSqlStatements
{
    public static string Upsert(ServerTable table)
    {
        var owner = table.Owner is null ? "CAST(NULL AS text)" : table.Owner.Of("b");
        var set = string.Join(", ", table.Values.Select(column => $"{column} = {column.Of("i")}"));
        return $"""
            WITH input AS MATERIALIZED (
              SELECT * FROM jsonb_to_recordset(CAST(@p1 AS jsonb)) AS i("{BatchJson.Place}" integer, {string.Join(", ", table.Columns.Select(Declare))})
            ), updated AS (
              UPDATE "{table.Name}" AS t SET {set}, "Version" = @p2
              FROM (SELECT i.*, {owner} AS "WasOf" FROM input AS i INNER JOIN "{table.Name}" AS b ON b."Id" = i."Id") AS i
              WHERE t."Id" = i."Id"{Newer(table)}
                AND ROW({Values(table, "t")}) IS DISTINCT FROM ROW({Values(table, "i")})
              RETURNING t."Id", i."WasOf"
            ), inserted AS (
              INSERT INTO "{table.Name}" ({table.List(column => column.ToString(), "\"Version\"")})
              SELECT {table.List(column => column.Of("i"), "@p2")} FROM input AS i
              WHERE NOT EXISTS (SELECT 1 FROM "{table.Name}" AS t WHERE t."Id" = i."Id")
              ORDER BY i."{BatchJson.Place}"
              RETURNING "Id"
            )
            SELECT "Id", FALSE, "WasOf" FROM updated UNION ALL SELECT "Id", TRUE, NULL FROM inserted
            """;
    }

    public const string Bury = """
        INSERT INTO "tombstones" ("Kind", "Hash", "TicketHash", "AccountHash", "Version")
        SELECT i."Kind", i."Hash", i."TicketHash", i."AccountHash", @p2
        FROM jsonb_to_recordset(CAST(@p1 AS jsonb)) AS i("Kind" smallint, "Hash" bigint, "TicketHash" bigint, "AccountHash" bigint)
        """;

    public static string Delete(ServerTable table) => $"""
        DELETE FROM "{table.Name}" AS t USING jsonb_array_elements_text(CAST(@p1 AS jsonb)) AS i("Id") WHERE t."Id" = i."Id"
        RETURNING t."Id", {table.Owner?.Of("t") ?? "CAST(NULL AS text)"}, {table.Account?.Of("t") ?? "CAST(NULL AS text)"}
        """;

    private static string Newer(ServerTable table) => table.NewestBy is not { } column ? "" :
        $" AND ({column.Of("t")} <= {column.Of("i")} OR {column.Of("t")} IS NULL OR {column.Of("i")} IS NULL)";

    private static string Values(ServerTable table, string row) => string.Join(", ", table.Values.Select(column => column.Of(row)));

    /// <summary>Text without a length: what is too long is to fail, not to be cut.</summary>
    private static string Declare(ServerColumn column) => $"{column} {(column.IsText ? "text" : column.Type)}";
}
