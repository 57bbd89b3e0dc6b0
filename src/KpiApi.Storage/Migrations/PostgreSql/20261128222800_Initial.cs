using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace KpiApi.Storage.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "accounts",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    Name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    ValueUnits = table.Column<long>(type: "bigint", nullable: true),
                    SinceMs = table.Column<long>(type: "bigint", nullable: true),
                    UntilMs = table.Column<long>(type: "bigint", nullable: true),
                    Attributes = table.Column<string>(type: "character varying(10000)", maxLength: 10000, nullable: true, collation: "C"),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_accounts", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "agents",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    Name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    Team = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    Bot = table.Column<bool>(type: "boolean", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_agents", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "alert_events",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Alert = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    OnceKey = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    Subject = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    Type = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    AtMs = table.Column<long>(type: "bigint", nullable: false),
                    Body = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_alert_events", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "costs",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    FromMs = table.Column<long>(type: "bigint", nullable: false),
                    ToMs = table.Column<long>(type: "bigint", nullable: false),
                    AmountUnits = table.Column<long>(type: "bigint", nullable: false),
                    Channel = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    Team = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_costs", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "events",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    Ticket = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    Type = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    AtMs = table.Column<long>(type: "bigint", nullable: false),
                    Actor = table.Column<byte>(type: "smallint", nullable: false),
                    Agent = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    Public = table.Column<bool>(type: "boolean", nullable: false),
                    DurationMs = table.Column<long>(type: "bigint", nullable: true),
                    From = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    To = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_events", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "hook_rejections",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Hook = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    AtMs = table.Column<long>(type: "bigint", nullable: false),
                    Errors = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Body = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_hook_rejections", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "key_changes",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Stamp = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_key_changes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "keys",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    Name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    Scopes = table.Column<int>(type: "integer", nullable: false),
                    Hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    OldHash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    OldUntilMs = table.Column<long>(type: "bigint", nullable: true),
                    CreatedAtMs = table.Column<long>(type: "bigint", nullable: false),
                    ExpiresAtMs = table.Column<long>(type: "bigint", nullable: true),
                    LastUsedAtMs = table.Column<long>(type: "bigint", nullable: true),
                    RevokedAtMs = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_keys", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "leases",
                columns: table => new
                {
                    Name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    Holder = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    Renewals = table.Column<long>(type: "bigint", nullable: false),
                    Position = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_leases", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "settings",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Id = table.Column<string>(type: "character varying(250)", maxLength: 250, nullable: false, collation: "C"),
                    Body = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_settings", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "shifts",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    Agent = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    FromMs = table.Column<long>(type: "bigint", nullable: false),
                    ToMs = table.Column<long>(type: "bigint", nullable: false),
                    Kind = table.Column<byte>(type: "smallint", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_shifts", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "store_version",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_store_version", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "surveys",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    Kind = table.Column<byte>(type: "smallint", nullable: false),
                    Ticket = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    SentAtMs = table.Column<long>(type: "bigint", nullable: true),
                    RespondedAtMs = table.Column<long>(type: "bigint", nullable: true),
                    Score = table.Column<double>(type: "double precision", nullable: true),
                    ScaleMin = table.Column<double>(type: "double precision", nullable: false),
                    ScaleMax = table.Column<double>(type: "double precision", nullable: false),
                    LowerIsBetter = table.Column<bool>(type: "boolean", nullable: false),
                    Agent = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    Channel = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    Reason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    Team = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    Account = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    Comment = table.Column<string>(type: "character varying(10000)", maxLength: 10000, nullable: true, collation: "C"),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_surveys", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "tickets",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    CreatedAtMs = table.Column<long>(type: "bigint", nullable: false),
                    Channel = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    Reason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    Priority = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    Team = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    Agent = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    Account = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    CreatedBy = table.Column<byte>(type: "smallint", nullable: false),
                    Status = table.Column<byte>(type: "smallint", nullable: true),
                    FirstResponseAtMs = table.Column<long>(type: "bigint", nullable: true),
                    FirstResolvedAtMs = table.Column<long>(type: "bigint", nullable: true),
                    ResolvedAtMs = table.Column<long>(type: "bigint", nullable: true),
                    ClosedAtMs = table.Column<long>(type: "bigint", nullable: true),
                    Reopens = table.Column<int>(type: "integer", nullable: true),
                    Replies = table.Column<int>(type: "integer", nullable: true),
                    HandleMs = table.Column<long>(type: "bigint", nullable: true),
                    UpdatedAtMs = table.Column<long>(type: "bigint", nullable: true),
                    Attributes = table.Column<string>(type: "character varying(10000)", maxLength: 10000, nullable: true, collation: "C"),
                    Tags = table.Column<string>(type: "character varying(10000)", maxLength: 10000, nullable: true, collation: "C"),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tickets", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "tombstones",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Kind = table.Column<byte>(type: "smallint", nullable: false),
                    Hash = table.Column<long>(type: "bigint", nullable: false),
                    TicketHash = table.Column<long>(type: "bigint", nullable: true),
                    AccountHash = table.Column<long>(type: "bigint", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tombstones", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "webhook_conditions",
                columns: table => new
                {
                    Webhook = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    Trouble = table.Column<byte>(type: "smallint", nullable: false),
                    LastError = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    SinceMs = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhook_conditions", x => x.Webhook);
                });

            migrationBuilder.CreateTable(
                name: "webhook_deliveries",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Webhook = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    EventSeq = table.Column<long>(type: "bigint", nullable: false),
                    MessageId = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    State = table.Column<byte>(type: "smallint", nullable: false),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    FirstAttemptMs = table.Column<long>(type: "bigint", nullable: true),
                    LastAttemptMs = table.Column<long>(type: "bigint", nullable: true),
                    NextAttemptMs = table.Column<long>(type: "bigint", nullable: false),
                    LastStatus = table.Column<int>(type: "integer", nullable: true),
                    LastError = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhook_deliveries", x => x.Seq);
                });

            migrationBuilder.InsertData(
                table: "key_changes",
                columns: new[] { "Id", "Stamp" },
                values: new object[] { 1, 0L });

            migrationBuilder.InsertData(
                table: "store_version",
                columns: new[] { "Id", "Version" },
                values: new object[] { 1, 0L });

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
                name: "IX_agents_Id",
                table: "agents",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_agents_Version",
                table: "agents",
                column: "Version");

            migrationBuilder.CreateIndex(
                name: "IX_alert_events_Alert_OnceKey",
                table: "alert_events",
                columns: new[] { "Alert", "OnceKey" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_alert_events_Alert_Seq",
                table: "alert_events",
                columns: new[] { "Alert", "Seq" });

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
                name: "IX_events_Id",
                table: "events",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_events_Ticket",
                table: "events",
                column: "Ticket");

            migrationBuilder.CreateIndex(
                name: "IX_events_Version",
                table: "events",
                column: "Version");

            migrationBuilder.CreateIndex(
                name: "IX_hook_rejections_Hook_AtMs",
                table: "hook_rejections",
                columns: new[] { "Hook", "AtMs" });

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

            migrationBuilder.CreateIndex(
                name: "IX_surveys_Id",
                table: "surveys",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_surveys_Ticket",
                table: "surveys",
                column: "Ticket");

            migrationBuilder.CreateIndex(
                name: "IX_surveys_Version",
                table: "surveys",
                column: "Version");

            migrationBuilder.CreateIndex(
                name: "IX_tickets_Id",
                table: "tickets",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_tickets_Version",
                table: "tickets",
                column: "Version");

            migrationBuilder.CreateIndex(
                name: "IX_tombstones_AccountHash",
                table: "tombstones",
                column: "AccountHash");

            migrationBuilder.CreateIndex(
                name: "IX_tombstones_Version",
                table: "tombstones",
                column: "Version");

            migrationBuilder.CreateIndex(
                name: "IX_webhook_deliveries_EventSeq",
                table: "webhook_deliveries",
                column: "EventSeq");

            migrationBuilder.CreateIndex(
                name: "IX_webhook_deliveries_State_Webhook_Seq",
                table: "webhook_deliveries",
                columns: new[] { "State", "Webhook", "Seq" });

            migrationBuilder.CreateIndex(
                name: "IX_webhook_deliveries_Webhook_Seq",
                table: "webhook_deliveries",
                columns: new[] { "Webhook", "Seq" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "accounts");

            migrationBuilder.DropTable(
                name: "agents");

            migrationBuilder.DropTable(
                name: "alert_events");

            migrationBuilder.DropTable(
                name: "costs");

            migrationBuilder.DropTable(
                name: "events");

            migrationBuilder.DropTable(
                name: "hook_rejections");

            migrationBuilder.DropTable(
                name: "key_changes");

            migrationBuilder.DropTable(
                name: "keys");

            migrationBuilder.DropTable(
                name: "leases");

            migrationBuilder.DropTable(
                name: "settings");

            migrationBuilder.DropTable(
                name: "shifts");

            migrationBuilder.DropTable(
                name: "store_version");

            migrationBuilder.DropTable(
                name: "surveys");

            migrationBuilder.DropTable(
                name: "tickets");

            migrationBuilder.DropTable(
                name: "tombstones");

            migrationBuilder.DropTable(
                name: "webhook_conditions");

            migrationBuilder.DropTable(
                name: "webhook_deliveries");
        }
    }
}
