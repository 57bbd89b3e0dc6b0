using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace KpiApi.Storage.Migrations.Sqlite
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
                    Seq = table.Column<long>(type: "INTEGER", nullable: false),
                    Id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ValueUnits = table.Column<long>(type: "INTEGER", nullable: true),
                    SinceMs = table.Column<long>(type: "INTEGER", nullable: true),
                    UntilMs = table.Column<long>(type: "INTEGER", nullable: true),
                    Attributes = table.Column<string>(type: "TEXT", maxLength: 10000, nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_accounts", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "agents",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "INTEGER", nullable: false),
                    Id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Team = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Bot = table.Column<bool>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_agents", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "alert_events",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Alert = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    OnceKey = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Subject = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Type = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    AtMs = table.Column<long>(type: "INTEGER", nullable: false),
                    Body = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_alert_events", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "costs",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "INTEGER", nullable: false),
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
                name: "events",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "INTEGER", nullable: false),
                    Id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Ticket = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Type = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    AtMs = table.Column<long>(type: "INTEGER", nullable: false),
                    Actor = table.Column<byte>(type: "INTEGER", nullable: false),
                    Agent = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Public = table.Column<bool>(type: "INTEGER", nullable: false),
                    DurationMs = table.Column<long>(type: "INTEGER", nullable: true),
                    From = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    To = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_events", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "hook_rejections",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Hook = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    AtMs = table.Column<long>(type: "INTEGER", nullable: false),
                    Errors = table.Column<string>(type: "TEXT", nullable: false),
                    Body = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_hook_rejections", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "key_changes",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Stamp = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_key_changes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "keys",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Scopes = table.Column<int>(type: "INTEGER", nullable: false),
                    Hash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    OldHash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true),
                    OldUntilMs = table.Column<long>(type: "INTEGER", nullable: true),
                    CreatedAtMs = table.Column<long>(type: "INTEGER", nullable: false),
                    ExpiresAtMs = table.Column<long>(type: "INTEGER", nullable: true),
                    LastUsedAtMs = table.Column<long>(type: "INTEGER", nullable: true),
                    RevokedAtMs = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_keys", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "leases",
                columns: table => new
                {
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Holder = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Renewals = table.Column<long>(type: "INTEGER", nullable: false),
                    Position = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_leases", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "settings",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "INTEGER", nullable: false),
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
                    Seq = table.Column<long>(type: "INTEGER", nullable: false),
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

            migrationBuilder.CreateTable(
                name: "store_version",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_store_version", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "surveys",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "INTEGER", nullable: false),
                    Id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Kind = table.Column<byte>(type: "INTEGER", nullable: false),
                    Ticket = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    SentAtMs = table.Column<long>(type: "INTEGER", nullable: true),
                    RespondedAtMs = table.Column<long>(type: "INTEGER", nullable: true),
                    Score = table.Column<double>(type: "REAL", nullable: true),
                    ScaleMin = table.Column<double>(type: "REAL", nullable: false),
                    ScaleMax = table.Column<double>(type: "REAL", nullable: false),
                    LowerIsBetter = table.Column<bool>(type: "INTEGER", nullable: false),
                    Agent = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Channel = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Team = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Account = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Comment = table.Column<string>(type: "TEXT", maxLength: 10000, nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_surveys", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "tickets",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "INTEGER", nullable: false),
                    Id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    CreatedAtMs = table.Column<long>(type: "INTEGER", nullable: false),
                    Channel = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Priority = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Team = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Agent = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Account = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    CreatedBy = table.Column<byte>(type: "INTEGER", nullable: false),
                    Status = table.Column<byte>(type: "INTEGER", nullable: true),
                    FirstResponseAtMs = table.Column<long>(type: "INTEGER", nullable: true),
                    FirstResolvedAtMs = table.Column<long>(type: "INTEGER", nullable: true),
                    ResolvedAtMs = table.Column<long>(type: "INTEGER", nullable: true),
                    ClosedAtMs = table.Column<long>(type: "INTEGER", nullable: true),
                    Reopens = table.Column<int>(type: "INTEGER", nullable: true),
                    Replies = table.Column<int>(type: "INTEGER", nullable: true),
                    HandleMs = table.Column<long>(type: "INTEGER", nullable: true),
                    UpdatedAtMs = table.Column<long>(type: "INTEGER", nullable: true),
                    Attributes = table.Column<string>(type: "TEXT", maxLength: 10000, nullable: true),
                    Tags = table.Column<string>(type: "TEXT", maxLength: 10000, nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tickets", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "tombstones",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Kind = table.Column<byte>(type: "INTEGER", nullable: false),
                    Hash = table.Column<long>(type: "INTEGER", nullable: false),
                    TicketHash = table.Column<long>(type: "INTEGER", nullable: true),
                    AccountHash = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tombstones", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "webhook_conditions",
                columns: table => new
                {
                    Webhook = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Trouble = table.Column<byte>(type: "INTEGER", nullable: false),
                    LastError = table.Column<string>(type: "TEXT", nullable: true),
                    SinceMs = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhook_conditions", x => x.Webhook);
                });

            migrationBuilder.CreateTable(
                name: "webhook_deliveries",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Webhook = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    EventSeq = table.Column<long>(type: "INTEGER", nullable: false),
                    MessageId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    State = table.Column<byte>(type: "INTEGER", nullable: false),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    FirstAttemptMs = table.Column<long>(type: "INTEGER", nullable: true),
                    LastAttemptMs = table.Column<long>(type: "INTEGER", nullable: true),
                    NextAttemptMs = table.Column<long>(type: "INTEGER", nullable: false),
                    LastStatus = table.Column<int>(type: "INTEGER", nullable: true),
                    LastError = table.Column<string>(type: "TEXT", nullable: true)
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
