using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace KpiApi.Storage.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Commits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_tickets_Id_IdLength",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "IX_surveys_Id_IdLength",
                table: "surveys");

            migrationBuilder.DropIndex(
                name: "IX_shifts_Id_IdLength",
                table: "shifts");

            migrationBuilder.DropIndex(
                name: "IX_settings_Id_IdLength",
                table: "settings");

            migrationBuilder.DropIndex(
                name: "IX_events_Id_IdLength",
                table: "events");

            migrationBuilder.DropIndex(
                name: "IX_costs_Id_IdLength",
                table: "costs");

            migrationBuilder.DropIndex(
                name: "IX_agents_Id_IdLength",
                table: "agents");

            migrationBuilder.DropIndex(
                name: "IX_accounts_Id_IdLength",
                table: "accounts");

            migrationBuilder.CreateTable(
                name: "commits",
                columns: table => new
                {
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_commits", x => x.Version);
                });

            migrationBuilder.CreateIndex(
                name: "IX_tickets_Id_IdLength",
                table: "tickets",
                columns: new[] { "Id", "IdLength" },
                unique: true)
                .Annotation("SqlServer:FillFactor", 90);

            migrationBuilder.CreateIndex(
                name: "IX_surveys_Id_IdLength",
                table: "surveys",
                columns: new[] { "Id", "IdLength" },
                unique: true)
                .Annotation("SqlServer:FillFactor", 90);

            migrationBuilder.CreateIndex(
                name: "IX_shifts_Id_IdLength",
                table: "shifts",
                columns: new[] { "Id", "IdLength" },
                unique: true)
                .Annotation("SqlServer:FillFactor", 90);

            migrationBuilder.CreateIndex(
                name: "IX_settings_Id_IdLength",
                table: "settings",
                columns: new[] { "Id", "IdLength" },
                unique: true)
                .Annotation("SqlServer:FillFactor", 90);

            migrationBuilder.CreateIndex(
                name: "IX_events_Id_IdLength",
                table: "events",
                columns: new[] { "Id", "IdLength" },
                unique: true)
                .Annotation("SqlServer:FillFactor", 90);

            migrationBuilder.CreateIndex(
                name: "IX_costs_Id_IdLength",
                table: "costs",
                columns: new[] { "Id", "IdLength" },
                unique: true)
                .Annotation("SqlServer:FillFactor", 90);

            migrationBuilder.CreateIndex(
                name: "IX_agents_Id_IdLength",
                table: "agents",
                columns: new[] { "Id", "IdLength" },
                unique: true)
                .Annotation("SqlServer:FillFactor", 90);

            migrationBuilder.CreateIndex(
                name: "IX_accounts_Id_IdLength",
                table: "accounts",
                columns: new[] { "Id", "IdLength" },
                unique: true)
                .Annotation("SqlServer:FillFactor", 90);

            // Pages of ids, names and numbers that repeat are less than half as long; every edition from 2016 SP1 on has it.
            foreach (var table in new[] { "tickets", "events", "surveys", "agents", "accounts", "shifts", "costs", "settings", "tombstones" })
            {
                migrationBuilder.Sql($"ALTER INDEX ALL ON \"{table}\" REBUILD WITH (DATA_COMPRESSION = PAGE);");
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "commits");

            migrationBuilder.DropIndex(
                name: "IX_tickets_Id_IdLength",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "IX_surveys_Id_IdLength",
                table: "surveys");

            migrationBuilder.DropIndex(
                name: "IX_shifts_Id_IdLength",
                table: "shifts");

            migrationBuilder.DropIndex(
                name: "IX_settings_Id_IdLength",
                table: "settings");

            migrationBuilder.DropIndex(
                name: "IX_events_Id_IdLength",
                table: "events");

            migrationBuilder.DropIndex(
                name: "IX_costs_Id_IdLength",
                table: "costs");

            migrationBuilder.DropIndex(
                name: "IX_agents_Id_IdLength",
                table: "agents");

            migrationBuilder.DropIndex(
                name: "IX_accounts_Id_IdLength",
                table: "accounts");

            migrationBuilder.CreateIndex(
                name: "IX_tickets_Id_IdLength",
                table: "tickets",
                columns: new[] { "Id", "IdLength" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_surveys_Id_IdLength",
                table: "surveys",
                columns: new[] { "Id", "IdLength" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_shifts_Id_IdLength",
                table: "shifts",
                columns: new[] { "Id", "IdLength" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_settings_Id_IdLength",
                table: "settings",
                columns: new[] { "Id", "IdLength" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_events_Id_IdLength",
                table: "events",
                columns: new[] { "Id", "IdLength" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_costs_Id_IdLength",
                table: "costs",
                columns: new[] { "Id", "IdLength" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_agents_Id_IdLength",
                table: "agents",
                columns: new[] { "Id", "IdLength" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_accounts_Id_IdLength",
                table: "accounts",
                columns: new[] { "Id", "IdLength" },
                unique: true);
        }
    }
}
