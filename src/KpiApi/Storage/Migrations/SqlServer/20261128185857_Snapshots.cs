using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace KpiApi.Storage.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Snapshots : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // In a snapshot a reader keeps no writer waiting. Who may not change the database's settings goes on without: readers then lock the counter.
            migrationBuilder.Sql(
                """
                BEGIN TRY
                    IF (SELECT "snapshot_isolation_state" FROM "sys"."databases" WHERE "database_id" = DB_ID()) = 0
                        ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION ON;
                END TRY
                BEGIN CATCH
                    PRINT ERROR_MESSAGE();
                END CATCH
                """,
                suppressTransaction: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // It harms nobody.
        }
    }
}
