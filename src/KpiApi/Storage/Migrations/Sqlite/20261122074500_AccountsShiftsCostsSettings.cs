using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace KpiApi.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AccountsShiftsCostsSettings : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "accounts",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ValueUnits = table.Column<long>(type: "INTEGER", nullable: true),
                    SinceMs = table.Column<long>(type: "INTEGER", nullable: true),
                    UntilMs = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_accounts", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "costs",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    FromMs = table.Column<long>(type: "INTEGER", nullable: false),
                    ToMs = table.Column<long>(type: "INTEGER", nullable: false),
                    AmountUnits = table.Column<long>(type: "INTEGER", nullable: false),
                    Channel = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Team = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_costs", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "settings",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Id = table.Column<string>(type: "TEXT", maxLength: 250, nullable: false),
                    Body = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_settings", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "shifts",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Agent = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    FromMs = table.Column<long>(type: "INTEGER", nullable: false),
                    ToMs = table.Column<long>(type: "INTEGER", nullable: false),
                    Kind = table.Column<byte>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_shifts", x => x.Seq);
                });

            migrationBuilder.CreateIndex(
                name: "IX_accounts_Id",
                table: "accounts",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_accounts_Version",
                table: "accounts",
                column: "Version");

            migrationBuilder.CreateIndex(
                name: "IX_costs_Id",
                table: "costs",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_costs_Version",
                table: "costs",
                column: "Version");

            migrationBuilder.CreateIndex(
                name: "IX_settings_Id",
                table: "settings",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_settings_Version",
                table: "settings",
                column: "Version");

            migrationBuilder.CreateIndex(
                name: "IX_shifts_Id",
                table: "shifts",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_shifts_Version",
                table: "shifts",
                column: "Version");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "accounts");

            migrationBuilder.DropTable(
                name: "costs");

            migrationBuilder.DropTable(
                name: "settings");

            migrationBuilder.DropTable(
                name: "shifts");
        }
    }
}
