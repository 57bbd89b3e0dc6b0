using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace KpiApi.Storage.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class NamelessTombstones : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Those of before name what was deleted, and every process that starts reads all there is anyway.
            migrationBuilder.Sql("DELETE FROM \"tombstones\"");

            // First what fails where another process has just done it, which then is not tried again.
            migrationBuilder.AddColumn<long>(
                name: "Hash",
                table: "tombstones",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.DropColumn(
                name: "Id",
                table: "tombstones");

            migrationBuilder.DropColumn(
                name: "Ticket",
                table: "tombstones");

            migrationBuilder.AddColumn<long>(
                name: "AccountHash",
                table: "tombstones",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "TicketHash",
                table: "tombstones",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_tombstones_AccountHash",
                table: "tombstones",
                column: "AccountHash");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_tombstones_AccountHash",
                table: "tombstones");

            migrationBuilder.DropColumn(
                name: "AccountHash",
                table: "tombstones");

            migrationBuilder.DropColumn(
                name: "Hash",
                table: "tombstones");

            migrationBuilder.DropColumn(
                name: "TicketHash",
                table: "tombstones");

            migrationBuilder.AddColumn<string>(
                name: "Id",
                table: "tombstones",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: false,
                defaultValue: "",
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.AddColumn<string>(
                name: "Ticket",
                table: "tombstones",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true,
                collation: "Latin1_General_100_BIN2");
        }
    }
}
