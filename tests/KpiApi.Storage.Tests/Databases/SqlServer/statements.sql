-- Begin a transaction
SET NOCOUNT ON; SET XACT_ABORT ON;
UPDATE "store_version" SET "Version" = "Version" + 1 WHERE "Id" = 1;
INSERT INTO "commits" ("Version") SELECT "Version" FROM "store_version" WHERE "Id" = 1;
DELETE FROM "commits" WHERE "Version" = (SELECT "Version" - 1000 FROM "store_version" WHERE "Id" = 1);
SELECT "Version" FROM "store_version" WHERE "Id" = 1;

-- Whether views are snapshots
SELECT CAST("snapshot_isolation_state" AS int) FROM "sys"."databases" WHERE "database_id" = DB_ID()

-- Begin a view where they are not
SELECT "Version" FROM "store_version" WITH (ROWLOCK, REPEATABLEREAD) WHERE "Id" = 1

-- Version
SELECT "Version" FROM "store_version" WHERE "Id" = 1

-- Upsert tickets
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @input TABLE ("Place" int NOT NULL PRIMARY KEY, "Id" nvarchar(200) NOT NULL, "CreatedAtMs" bigint NOT NULL, "Channel" nvarchar(200) NULL, "Reason" nvarchar(200) NULL, "Priority" nvarchar(200) NULL, "Team" nvarchar(200) NULL, "Agent" nvarchar(200) NULL, "Account" nvarchar(200) NULL, "CreatedBy" tinyint NOT NULL, "Status" tinyint NULL, "FirstResponseAtMs" bigint NULL, "FirstResolvedAtMs" bigint NULL, "ResolvedAtMs" bigint NULL, "ClosedAtMs" bigint NULL, "Reopens" int NULL, "Replies" int NULL, "HandleMs" bigint NULL, "UpdatedAtMs" bigint NULL, "Attributes" nvarchar(max) NULL, "Tags" nvarchar(max) NULL);
INSERT INTO @input ("Place", "Id", "CreatedAtMs", "Channel", "Reason", "Priority", "Team", "Agent", "Account", "CreatedBy", "Status", "FirstResponseAtMs", "FirstResolvedAtMs", "ResolvedAtMs", "ClosedAtMs", "Reopens", "Replies", "HandleMs", "UpdatedAtMs", "Attributes", "Tags")
SELECT "Place", "Id", "CreatedAtMs", "Channel", "Reason", "Priority", "Team", "Agent", "Account", "CreatedBy", "Status", "FirstResponseAtMs", "FirstResolvedAtMs", "ResolvedAtMs", "ClosedAtMs", "Reopens", "Replies", "HandleMs", "UpdatedAtMs", "Attributes", "Tags"
FROM OPENJSON(@p1) WITH ("Place" int '$.Place', "Id" nvarchar(200) '$.Id', "CreatedAtMs" bigint '$.CreatedAtMs', "Channel" nvarchar(200) '$.Channel', "Reason" nvarchar(200) '$.Reason', "Priority" nvarchar(200) '$.Priority', "Team" nvarchar(200) '$.Team', "Agent" nvarchar(200) '$.Agent', "Account" nvarchar(200) '$.Account', "CreatedBy" tinyint '$.CreatedBy', "Status" tinyint '$.Status', "FirstResponseAtMs" bigint '$.FirstResponseAtMs', "FirstResolvedAtMs" bigint '$.FirstResolvedAtMs', "ResolvedAtMs" bigint '$.ResolvedAtMs', "ClosedAtMs" bigint '$.ClosedAtMs', "Reopens" int '$.Reopens', "Replies" int '$.Replies', "HandleMs" bigint '$.HandleMs', "UpdatedAtMs" bigint '$.UpdatedAtMs', "Attributes" nvarchar(max) '$.Attributes', "Tags" nvarchar(max) '$.Tags');
DECLARE @changed TABLE ("Id" nvarchar(200) NOT NULL, "Created" bit NOT NULL, "WasOf" nvarchar(200) NULL);
UPDATE "tickets" SET "CreatedAtMs" = i."CreatedAtMs", "Channel" = i."Channel", "Reason" = i."Reason", "Priority" = i."Priority", "Team" = i."Team", "Agent" = i."Agent", "Account" = i."Account", "CreatedBy" = i."CreatedBy", "Status" = i."Status", "FirstResponseAtMs" = i."FirstResponseAtMs", "FirstResolvedAtMs" = i."FirstResolvedAtMs", "ResolvedAtMs" = i."ResolvedAtMs", "ClosedAtMs" = i."ClosedAtMs", "Reopens" = i."Reopens", "Replies" = i."Replies", "HandleMs" = i."HandleMs", "UpdatedAtMs" = i."UpdatedAtMs", "Attributes" = i."Attributes", "Tags" = i."Tags", "Version" = @p2
OUTPUT inserted."Id", 0, NULL INTO @changed ("Id", "Created", "WasOf")
FROM @input AS i
WHERE "tickets"."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH("tickets"."Id") = DATALENGTH(i."Id") AND ("tickets"."UpdatedAtMs" <= i."UpdatedAtMs" OR "tickets"."UpdatedAtMs" IS NULL OR i."UpdatedAtMs" IS NULL) AND EXISTS (SELECT "tickets"."CreatedAtMs", "tickets"."Channel" COLLATE Latin1_General_100_BIN2 + N'.', "tickets"."Reason" COLLATE Latin1_General_100_BIN2 + N'.', "tickets"."Priority" COLLATE Latin1_General_100_BIN2 + N'.', "tickets"."Team" COLLATE Latin1_General_100_BIN2 + N'.', "tickets"."Agent" COLLATE Latin1_General_100_BIN2 + N'.', "tickets"."Account" COLLATE Latin1_General_100_BIN2 + N'.', "tickets"."CreatedBy", "tickets"."Status", "tickets"."FirstResponseAtMs", "tickets"."FirstResolvedAtMs", "tickets"."ResolvedAtMs", "tickets"."ClosedAtMs", "tickets"."Reopens", "tickets"."Replies", "tickets"."HandleMs", "tickets"."UpdatedAtMs", "tickets"."Attributes" COLLATE Latin1_General_100_BIN2 + N'.', "tickets"."Tags" COLLATE Latin1_General_100_BIN2 + N'.' EXCEPT SELECT i."CreatedAtMs", i."Channel" COLLATE Latin1_General_100_BIN2 + N'.', i."Reason" COLLATE Latin1_General_100_BIN2 + N'.', i."Priority" COLLATE Latin1_General_100_BIN2 + N'.', i."Team" COLLATE Latin1_General_100_BIN2 + N'.', i."Agent" COLLATE Latin1_General_100_BIN2 + N'.', i."Account" COLLATE Latin1_General_100_BIN2 + N'.', i."CreatedBy", i."Status", i."FirstResponseAtMs", i."FirstResolvedAtMs", i."ResolvedAtMs", i."ClosedAtMs", i."Reopens", i."Replies", i."HandleMs", i."UpdatedAtMs", i."Attributes" COLLATE Latin1_General_100_BIN2 + N'.', i."Tags" COLLATE Latin1_General_100_BIN2 + N'.');
INSERT INTO "tickets" ("Id", "CreatedAtMs", "Channel", "Reason", "Priority", "Team", "Agent", "Account", "CreatedBy", "Status", "FirstResponseAtMs", "FirstResolvedAtMs", "ResolvedAtMs", "ClosedAtMs", "Reopens", "Replies", "HandleMs", "UpdatedAtMs", "Attributes", "Tags", "Version")
OUTPUT inserted."Id", 1, NULL INTO @changed ("Id", "Created", "WasOf")
SELECT i."Id", i."CreatedAtMs", i."Channel", i."Reason", i."Priority", i."Team", i."Agent", i."Account", i."CreatedBy", i."Status", i."FirstResponseAtMs", i."FirstResolvedAtMs", i."ResolvedAtMs", i."ClosedAtMs", i."Reopens", i."Replies", i."HandleMs", i."UpdatedAtMs", i."Attributes", i."Tags", @p2
FROM @input AS i
WHERE NOT EXISTS (SELECT 1 FROM "tickets" AS t WHERE t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id"))
ORDER BY i."Place";
SELECT "Id", "Created", "WasOf" FROM @changed;

-- Delete tickets
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @deleted TABLE ("Id" nvarchar(200) NOT NULL, "WasOf" nvarchar(200) NULL, "Account" nvarchar(200) NULL);
DELETE FROM "tickets"
OUTPUT deleted."Id", NULL, deleted."Account" INTO @deleted ("Id", "WasOf", "Account")
FROM OPENJSON(@p1) WITH ("Id" nvarchar(250) '$') AS i
WHERE "tickets"."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH("tickets"."Id") = DATALENGTH(i."Id");
SELECT "Id", "WasOf", "Account" FROM @deleted;

-- Upsert events
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @input TABLE ("Place" int NOT NULL PRIMARY KEY, "Id" nvarchar(200) NOT NULL, "Ticket" nvarchar(200) NOT NULL, "Type" nvarchar(200) NOT NULL, "AtMs" bigint NOT NULL, "Actor" tinyint NOT NULL, "Agent" nvarchar(200) NULL, "Public" bit NOT NULL, "DurationMs" bigint NULL, "From" nvarchar(200) NULL, "To" nvarchar(200) NULL);
INSERT INTO @input ("Place", "Id", "Ticket", "Type", "AtMs", "Actor", "Agent", "Public", "DurationMs", "From", "To")
SELECT "Place", "Id", "Ticket", "Type", "AtMs", "Actor", "Agent", "Public", "DurationMs", "From", "To"
FROM OPENJSON(@p1) WITH ("Place" int '$.Place', "Id" nvarchar(200) '$.Id', "Ticket" nvarchar(200) '$.Ticket', "Type" nvarchar(200) '$.Type', "AtMs" bigint '$.AtMs', "Actor" tinyint '$.Actor', "Agent" nvarchar(200) '$.Agent', "Public" bit '$.Public', "DurationMs" bigint '$.DurationMs', "From" nvarchar(200) '$.From', "To" nvarchar(200) '$.To');
DECLARE @changed TABLE ("Id" nvarchar(200) NOT NULL, "Created" bit NOT NULL, "WasOf" nvarchar(200) NULL);
UPDATE "events" SET "Ticket" = i."Ticket", "Type" = i."Type", "AtMs" = i."AtMs", "Actor" = i."Actor", "Agent" = i."Agent", "Public" = i."Public", "DurationMs" = i."DurationMs", "From" = i."From", "To" = i."To", "Version" = @p2
OUTPUT inserted."Id", 0, deleted."Ticket" INTO @changed ("Id", "Created", "WasOf")
FROM @input AS i
WHERE "events"."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH("events"."Id") = DATALENGTH(i."Id") AND EXISTS (SELECT "events"."Ticket" COLLATE Latin1_General_100_BIN2 + N'.', "events"."Type" COLLATE Latin1_General_100_BIN2 + N'.', "events"."AtMs", "events"."Actor", "events"."Agent" COLLATE Latin1_General_100_BIN2 + N'.', "events"."Public", "events"."DurationMs", "events"."From" COLLATE Latin1_General_100_BIN2 + N'.', "events"."To" COLLATE Latin1_General_100_BIN2 + N'.' EXCEPT SELECT i."Ticket" COLLATE Latin1_General_100_BIN2 + N'.', i."Type" COLLATE Latin1_General_100_BIN2 + N'.', i."AtMs", i."Actor", i."Agent" COLLATE Latin1_General_100_BIN2 + N'.', i."Public", i."DurationMs", i."From" COLLATE Latin1_General_100_BIN2 + N'.', i."To" COLLATE Latin1_General_100_BIN2 + N'.');
INSERT INTO "events" ("Id", "Ticket", "Type", "AtMs", "Actor", "Agent", "Public", "DurationMs", "From", "To", "Version")
OUTPUT inserted."Id", 1, NULL INTO @changed ("Id", "Created", "WasOf")
SELECT i."Id", i."Ticket", i."Type", i."AtMs", i."Actor", i."Agent", i."Public", i."DurationMs", i."From", i."To", @p2
FROM @input AS i
WHERE NOT EXISTS (SELECT 1 FROM "events" AS t WHERE t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id"))
ORDER BY i."Place";
SELECT "Id", "Created", "WasOf" FROM @changed;

-- Delete events
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @deleted TABLE ("Id" nvarchar(200) NOT NULL, "WasOf" nvarchar(200) NULL, "Account" nvarchar(200) NULL);
DELETE FROM "events"
OUTPUT deleted."Id", deleted."Ticket", NULL INTO @deleted ("Id", "WasOf", "Account")
FROM OPENJSON(@p1) WITH ("Id" nvarchar(250) '$') AS i
WHERE "events"."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH("events"."Id") = DATALENGTH(i."Id");
SELECT "Id", "WasOf", "Account" FROM @deleted;

-- Upsert surveys
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @input TABLE ("Place" int NOT NULL PRIMARY KEY, "Id" nvarchar(200) NOT NULL, "Kind" tinyint NOT NULL, "Ticket" nvarchar(200) NULL, "SentAtMs" bigint NULL, "RespondedAtMs" bigint NULL, "Score" float NULL, "ScaleMin" float NOT NULL, "ScaleMax" float NOT NULL, "LowerIsBetter" bit NOT NULL, "Agent" nvarchar(200) NULL, "Channel" nvarchar(200) NULL, "Reason" nvarchar(200) NULL, "Team" nvarchar(200) NULL, "Account" nvarchar(200) NULL, "Comment" nvarchar(max) NULL);
INSERT INTO @input ("Place", "Id", "Kind", "Ticket", "SentAtMs", "RespondedAtMs", "Score", "ScaleMin", "ScaleMax", "LowerIsBetter", "Agent", "Channel", "Reason", "Team", "Account", "Comment")
SELECT "Place", "Id", "Kind", "Ticket", "SentAtMs", "RespondedAtMs", "Score", "ScaleMin", "ScaleMax", "LowerIsBetter", "Agent", "Channel", "Reason", "Team", "Account", "Comment"
FROM OPENJSON(@p1) WITH ("Place" int '$.Place', "Id" nvarchar(200) '$.Id', "Kind" tinyint '$.Kind', "Ticket" nvarchar(200) '$.Ticket', "SentAtMs" bigint '$.SentAtMs', "RespondedAtMs" bigint '$.RespondedAtMs', "Score" float '$.Score', "ScaleMin" float '$.ScaleMin', "ScaleMax" float '$.ScaleMax', "LowerIsBetter" bit '$.LowerIsBetter', "Agent" nvarchar(200) '$.Agent', "Channel" nvarchar(200) '$.Channel', "Reason" nvarchar(200) '$.Reason', "Team" nvarchar(200) '$.Team', "Account" nvarchar(200) '$.Account', "Comment" nvarchar(max) '$.Comment');
DECLARE @changed TABLE ("Id" nvarchar(200) NOT NULL, "Created" bit NOT NULL, "WasOf" nvarchar(200) NULL);
UPDATE "surveys" SET "Kind" = i."Kind", "Ticket" = i."Ticket", "SentAtMs" = i."SentAtMs", "RespondedAtMs" = i."RespondedAtMs", "Score" = i."Score", "ScaleMin" = i."ScaleMin", "ScaleMax" = i."ScaleMax", "LowerIsBetter" = i."LowerIsBetter", "Agent" = i."Agent", "Channel" = i."Channel", "Reason" = i."Reason", "Team" = i."Team", "Account" = i."Account", "Comment" = i."Comment", "Version" = @p2
OUTPUT inserted."Id", 0, deleted."Ticket" INTO @changed ("Id", "Created", "WasOf")
FROM @input AS i
WHERE "surveys"."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH("surveys"."Id") = DATALENGTH(i."Id") AND EXISTS (SELECT "surveys"."Kind", "surveys"."Ticket" COLLATE Latin1_General_100_BIN2 + N'.', "surveys"."SentAtMs", "surveys"."RespondedAtMs", "surveys"."Score", "surveys"."ScaleMin", "surveys"."ScaleMax", "surveys"."LowerIsBetter", "surveys"."Agent" COLLATE Latin1_General_100_BIN2 + N'.', "surveys"."Channel" COLLATE Latin1_General_100_BIN2 + N'.', "surveys"."Reason" COLLATE Latin1_General_100_BIN2 + N'.', "surveys"."Team" COLLATE Latin1_General_100_BIN2 + N'.', "surveys"."Account" COLLATE Latin1_General_100_BIN2 + N'.', "surveys"."Comment" COLLATE Latin1_General_100_BIN2 + N'.' EXCEPT SELECT i."Kind", i."Ticket" COLLATE Latin1_General_100_BIN2 + N'.', i."SentAtMs", i."RespondedAtMs", i."Score", i."ScaleMin", i."ScaleMax", i."LowerIsBetter", i."Agent" COLLATE Latin1_General_100_BIN2 + N'.', i."Channel" COLLATE Latin1_General_100_BIN2 + N'.', i."Reason" COLLATE Latin1_General_100_BIN2 + N'.', i."Team" COLLATE Latin1_General_100_BIN2 + N'.', i."Account" COLLATE Latin1_General_100_BIN2 + N'.', i."Comment" COLLATE Latin1_General_100_BIN2 + N'.');
INSERT INTO "surveys" ("Id", "Kind", "Ticket", "SentAtMs", "RespondedAtMs", "Score", "ScaleMin", "ScaleMax", "LowerIsBetter", "Agent", "Channel", "Reason", "Team", "Account", "Comment", "Version")
OUTPUT inserted."Id", 1, NULL INTO @changed ("Id", "Created", "WasOf")
SELECT i."Id", i."Kind", i."Ticket", i."SentAtMs", i."RespondedAtMs", i."Score", i."ScaleMin", i."ScaleMax", i."LowerIsBetter", i."Agent", i."Channel", i."Reason", i."Team", i."Account", i."Comment", @p2
FROM @input AS i
WHERE NOT EXISTS (SELECT 1 FROM "surveys" AS t WHERE t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id"))
ORDER BY i."Place";
SELECT "Id", "Created", "WasOf" FROM @changed;

-- Delete surveys
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @deleted TABLE ("Id" nvarchar(200) NOT NULL, "WasOf" nvarchar(200) NULL, "Account" nvarchar(200) NULL);
DELETE FROM "surveys"
OUTPUT deleted."Id", deleted."Ticket", deleted."Account" INTO @deleted ("Id", "WasOf", "Account")
FROM OPENJSON(@p1) WITH ("Id" nvarchar(250) '$') AS i
WHERE "surveys"."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH("surveys"."Id") = DATALENGTH(i."Id");
SELECT "Id", "WasOf", "Account" FROM @deleted;

-- Upsert agents
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @input TABLE ("Place" int NOT NULL PRIMARY KEY, "Id" nvarchar(200) NOT NULL, "Name" nvarchar(200) NULL, "Team" nvarchar(200) NULL, "Bot" bit NOT NULL);
INSERT INTO @input ("Place", "Id", "Name", "Team", "Bot")
SELECT "Place", "Id", "Name", "Team", "Bot"
FROM OPENJSON(@p1) WITH ("Place" int '$.Place', "Id" nvarchar(200) '$.Id', "Name" nvarchar(200) '$.Name', "Team" nvarchar(200) '$.Team', "Bot" bit '$.Bot');
DECLARE @changed TABLE ("Id" nvarchar(200) NOT NULL, "Created" bit NOT NULL, "WasOf" nvarchar(200) NULL);
UPDATE "agents" SET "Name" = i."Name", "Team" = i."Team", "Bot" = i."Bot", "Version" = @p2
OUTPUT inserted."Id", 0, NULL INTO @changed ("Id", "Created", "WasOf")
FROM @input AS i
WHERE "agents"."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH("agents"."Id") = DATALENGTH(i."Id") AND EXISTS (SELECT "agents"."Name" COLLATE Latin1_General_100_BIN2 + N'.', "agents"."Team" COLLATE Latin1_General_100_BIN2 + N'.', "agents"."Bot" EXCEPT SELECT i."Name" COLLATE Latin1_General_100_BIN2 + N'.', i."Team" COLLATE Latin1_General_100_BIN2 + N'.', i."Bot");
INSERT INTO "agents" ("Id", "Name", "Team", "Bot", "Version")
OUTPUT inserted."Id", 1, NULL INTO @changed ("Id", "Created", "WasOf")
SELECT i."Id", i."Name", i."Team", i."Bot", @p2
FROM @input AS i
WHERE NOT EXISTS (SELECT 1 FROM "agents" AS t WHERE t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id"))
ORDER BY i."Place";
SELECT "Id", "Created", "WasOf" FROM @changed;

-- Delete agents
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @deleted TABLE ("Id" nvarchar(200) NOT NULL, "WasOf" nvarchar(200) NULL, "Account" nvarchar(200) NULL);
DELETE FROM "agents"
OUTPUT deleted."Id", NULL, NULL INTO @deleted ("Id", "WasOf", "Account")
FROM OPENJSON(@p1) WITH ("Id" nvarchar(250) '$') AS i
WHERE "agents"."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH("agents"."Id") = DATALENGTH(i."Id");
SELECT "Id", "WasOf", "Account" FROM @deleted;

-- Upsert accounts
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @input TABLE ("Place" int NOT NULL PRIMARY KEY, "Id" nvarchar(200) NOT NULL, "Name" nvarchar(200) NULL, "ValueUnits" bigint NULL, "SinceMs" bigint NULL, "UntilMs" bigint NULL, "Attributes" nvarchar(max) NULL);
INSERT INTO @input ("Place", "Id", "Name", "ValueUnits", "SinceMs", "UntilMs", "Attributes")
SELECT "Place", "Id", "Name", "ValueUnits", "SinceMs", "UntilMs", "Attributes"
FROM OPENJSON(@p1) WITH ("Place" int '$.Place', "Id" nvarchar(200) '$.Id', "Name" nvarchar(200) '$.Name', "ValueUnits" bigint '$.ValueUnits', "SinceMs" bigint '$.SinceMs', "UntilMs" bigint '$.UntilMs', "Attributes" nvarchar(max) '$.Attributes');
DECLARE @changed TABLE ("Id" nvarchar(200) NOT NULL, "Created" bit NOT NULL, "WasOf" nvarchar(200) NULL);
UPDATE "accounts" SET "Name" = i."Name", "ValueUnits" = i."ValueUnits", "SinceMs" = i."SinceMs", "UntilMs" = i."UntilMs", "Attributes" = i."Attributes", "Version" = @p2
OUTPUT inserted."Id", 0, NULL INTO @changed ("Id", "Created", "WasOf")
FROM @input AS i
WHERE "accounts"."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH("accounts"."Id") = DATALENGTH(i."Id") AND EXISTS (SELECT "accounts"."Name" COLLATE Latin1_General_100_BIN2 + N'.', "accounts"."ValueUnits", "accounts"."SinceMs", "accounts"."UntilMs", "accounts"."Attributes" COLLATE Latin1_General_100_BIN2 + N'.' EXCEPT SELECT i."Name" COLLATE Latin1_General_100_BIN2 + N'.', i."ValueUnits", i."SinceMs", i."UntilMs", i."Attributes" COLLATE Latin1_General_100_BIN2 + N'.');
INSERT INTO "accounts" ("Id", "Name", "ValueUnits", "SinceMs", "UntilMs", "Attributes", "Version")
OUTPUT inserted."Id", 1, NULL INTO @changed ("Id", "Created", "WasOf")
SELECT i."Id", i."Name", i."ValueUnits", i."SinceMs", i."UntilMs", i."Attributes", @p2
FROM @input AS i
WHERE NOT EXISTS (SELECT 1 FROM "accounts" AS t WHERE t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id"))
ORDER BY i."Place";
SELECT "Id", "Created", "WasOf" FROM @changed;

-- Delete accounts
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @deleted TABLE ("Id" nvarchar(200) NOT NULL, "WasOf" nvarchar(200) NULL, "Account" nvarchar(200) NULL);
DELETE FROM "accounts"
OUTPUT deleted."Id", NULL, NULL INTO @deleted ("Id", "WasOf", "Account")
FROM OPENJSON(@p1) WITH ("Id" nvarchar(250) '$') AS i
WHERE "accounts"."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH("accounts"."Id") = DATALENGTH(i."Id");
SELECT "Id", "WasOf", "Account" FROM @deleted;

-- Upsert shifts
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @input TABLE ("Place" int NOT NULL PRIMARY KEY, "Id" nvarchar(200) NOT NULL, "Agent" nvarchar(200) NOT NULL, "FromMs" bigint NOT NULL, "ToMs" bigint NOT NULL, "Kind" tinyint NOT NULL);
INSERT INTO @input ("Place", "Id", "Agent", "FromMs", "ToMs", "Kind")
SELECT "Place", "Id", "Agent", "FromMs", "ToMs", "Kind"
FROM OPENJSON(@p1) WITH ("Place" int '$.Place', "Id" nvarchar(200) '$.Id', "Agent" nvarchar(200) '$.Agent', "FromMs" bigint '$.FromMs', "ToMs" bigint '$.ToMs', "Kind" tinyint '$.Kind');
DECLARE @changed TABLE ("Id" nvarchar(200) NOT NULL, "Created" bit NOT NULL, "WasOf" nvarchar(200) NULL);
UPDATE "shifts" SET "Agent" = i."Agent", "FromMs" = i."FromMs", "ToMs" = i."ToMs", "Kind" = i."Kind", "Version" = @p2
OUTPUT inserted."Id", 0, NULL INTO @changed ("Id", "Created", "WasOf")
FROM @input AS i
WHERE "shifts"."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH("shifts"."Id") = DATALENGTH(i."Id") AND EXISTS (SELECT "shifts"."Agent" COLLATE Latin1_General_100_BIN2 + N'.', "shifts"."FromMs", "shifts"."ToMs", "shifts"."Kind" EXCEPT SELECT i."Agent" COLLATE Latin1_General_100_BIN2 + N'.', i."FromMs", i."ToMs", i."Kind");
INSERT INTO "shifts" ("Id", "Agent", "FromMs", "ToMs", "Kind", "Version")
OUTPUT inserted."Id", 1, NULL INTO @changed ("Id", "Created", "WasOf")
SELECT i."Id", i."Agent", i."FromMs", i."ToMs", i."Kind", @p2
FROM @input AS i
WHERE NOT EXISTS (SELECT 1 FROM "shifts" AS t WHERE t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id"))
ORDER BY i."Place";
SELECT "Id", "Created", "WasOf" FROM @changed;

-- Delete shifts
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @deleted TABLE ("Id" nvarchar(200) NOT NULL, "WasOf" nvarchar(200) NULL, "Account" nvarchar(200) NULL);
DELETE FROM "shifts"
OUTPUT deleted."Id", NULL, NULL INTO @deleted ("Id", "WasOf", "Account")
FROM OPENJSON(@p1) WITH ("Id" nvarchar(250) '$') AS i
WHERE "shifts"."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH("shifts"."Id") = DATALENGTH(i."Id");
SELECT "Id", "WasOf", "Account" FROM @deleted;

-- Upsert costs
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @input TABLE ("Place" int NOT NULL PRIMARY KEY, "Id" nvarchar(200) NOT NULL, "FromMs" bigint NOT NULL, "ToMs" bigint NOT NULL, "AmountUnits" bigint NOT NULL, "Channel" nvarchar(200) NULL, "Team" nvarchar(200) NULL);
INSERT INTO @input ("Place", "Id", "FromMs", "ToMs", "AmountUnits", "Channel", "Team")
SELECT "Place", "Id", "FromMs", "ToMs", "AmountUnits", "Channel", "Team"
FROM OPENJSON(@p1) WITH ("Place" int '$.Place', "Id" nvarchar(200) '$.Id', "FromMs" bigint '$.FromMs', "ToMs" bigint '$.ToMs', "AmountUnits" bigint '$.AmountUnits', "Channel" nvarchar(200) '$.Channel', "Team" nvarchar(200) '$.Team');
DECLARE @changed TABLE ("Id" nvarchar(200) NOT NULL, "Created" bit NOT NULL, "WasOf" nvarchar(200) NULL);
UPDATE "costs" SET "FromMs" = i."FromMs", "ToMs" = i."ToMs", "AmountUnits" = i."AmountUnits", "Channel" = i."Channel", "Team" = i."Team", "Version" = @p2
OUTPUT inserted."Id", 0, NULL INTO @changed ("Id", "Created", "WasOf")
FROM @input AS i
WHERE "costs"."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH("costs"."Id") = DATALENGTH(i."Id") AND EXISTS (SELECT "costs"."FromMs", "costs"."ToMs", "costs"."AmountUnits", "costs"."Channel" COLLATE Latin1_General_100_BIN2 + N'.', "costs"."Team" COLLATE Latin1_General_100_BIN2 + N'.' EXCEPT SELECT i."FromMs", i."ToMs", i."AmountUnits", i."Channel" COLLATE Latin1_General_100_BIN2 + N'.', i."Team" COLLATE Latin1_General_100_BIN2 + N'.');
INSERT INTO "costs" ("Id", "FromMs", "ToMs", "AmountUnits", "Channel", "Team", "Version")
OUTPUT inserted."Id", 1, NULL INTO @changed ("Id", "Created", "WasOf")
SELECT i."Id", i."FromMs", i."ToMs", i."AmountUnits", i."Channel", i."Team", @p2
FROM @input AS i
WHERE NOT EXISTS (SELECT 1 FROM "costs" AS t WHERE t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id"))
ORDER BY i."Place";
SELECT "Id", "Created", "WasOf" FROM @changed;

-- Delete costs
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @deleted TABLE ("Id" nvarchar(200) NOT NULL, "WasOf" nvarchar(200) NULL, "Account" nvarchar(200) NULL);
DELETE FROM "costs"
OUTPUT deleted."Id", NULL, NULL INTO @deleted ("Id", "WasOf", "Account")
FROM OPENJSON(@p1) WITH ("Id" nvarchar(250) '$') AS i
WHERE "costs"."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH("costs"."Id") = DATALENGTH(i."Id");
SELECT "Id", "WasOf", "Account" FROM @deleted;

-- Upsert settings
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @input TABLE ("Place" int NOT NULL PRIMARY KEY, "Id" nvarchar(250) NOT NULL, "Body" nvarchar(max) NOT NULL);
INSERT INTO @input ("Place", "Id", "Body")
SELECT "Place", "Id", "Body"
FROM OPENJSON(@p1) WITH ("Place" int '$.Place', "Id" nvarchar(250) '$.Id', "Body" nvarchar(max) '$.Body');
DECLARE @changed TABLE ("Id" nvarchar(250) NOT NULL, "Created" bit NOT NULL, "WasOf" nvarchar(200) NULL);
UPDATE "settings" SET "Body" = i."Body", "Version" = @p2
OUTPUT inserted."Id", 0, NULL INTO @changed ("Id", "Created", "WasOf")
FROM @input AS i
WHERE "settings"."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH("settings"."Id") = DATALENGTH(i."Id") AND EXISTS (SELECT "settings"."Body" COLLATE Latin1_General_100_BIN2 + N'.' EXCEPT SELECT i."Body" COLLATE Latin1_General_100_BIN2 + N'.');
INSERT INTO "settings" ("Id", "Body", "Version")
OUTPUT inserted."Id", 1, NULL INTO @changed ("Id", "Created", "WasOf")
SELECT i."Id", i."Body", @p2
FROM @input AS i
WHERE NOT EXISTS (SELECT 1 FROM "settings" AS t WHERE t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id"))
ORDER BY i."Place";
SELECT "Id", "Created", "WasOf" FROM @changed;

-- Delete settings
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @deleted TABLE ("Id" nvarchar(250) NOT NULL, "WasOf" nvarchar(200) NULL, "Account" nvarchar(200) NULL);
DELETE FROM "settings"
OUTPUT deleted."Id", NULL, NULL INTO @deleted ("Id", "WasOf", "Account")
FROM OPENJSON(@p1) WITH ("Id" nvarchar(250) '$') AS i
WHERE "settings"."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH("settings"."Id") = DATALENGTH(i."Id");
SELECT "Id", "WasOf", "Account" FROM @deleted;

-- Tickets with many events
SELECT r."Ticket", COUNT(*) FROM OPENJSON(@p1) WITH ("Value" nvarchar(250) '$') AS w INNER LOOP JOIN "events" AS r ON r."Ticket" = w."Value" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(r."Ticket") = DATALENGTH(w."Value") GROUP BY r."Ticket", DATALENGTH(r."Ticket") HAVING COUNT(*) > @p2

-- Whose events there are
SELECT r."Id", r."Ticket" FROM OPENJSON(@p1) WITH ("Value" nvarchar(250) '$') AS w INNER LOOP JOIN "events" AS r ON r."Id" = w."Value" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(r."Id") = DATALENGTH(w."Value") WHERE r."Ticket" IS NOT NULL

-- Bury
SET NOCOUNT ON; SET XACT_ABORT ON;
INSERT INTO "tombstones" ("Kind", "Hash", "TicketHash", "AccountHash", "Version")
SELECT i."Kind", i."Hash", i."TicketHash", i."AccountHash", @p2
FROM OPENJSON(@p1) WITH ("Kind" tinyint '$.Kind', "Hash" bigint '$.Hash', "TicketHash" bigint '$.TicketHash', "AccountHash" bigint '$.AccountHash') AS i;

-- Erase
SELECT r."Seq", r."Subject", r."Body" FROM "alert_events" AS r WHERE r."Seq" > @p1

-- Erase
DELETE FROM "webhook_deliveries" WHERE "EventSeq" = @p1

-- Erase
DELETE FROM "alert_events" WHERE "Seq" = @p1

-- Erase
SELECT r."Seq", r."Body" FROM "hook_rejections" AS r WHERE r."Seq" > @p1

-- Erase
DELETE FROM "hook_rejections" WHERE "Seq" = @p1

-- Reading
SELECT r."Id", r."CreatedAtMs", r."Channel", r."Reason", r."Priority", r."Team", r."Agent", r."Account", r."CreatedBy", r."Status", r."FirstResponseAtMs", r."FirstResolvedAtMs", r."ResolvedAtMs", r."ClosedAtMs", r."Reopens", r."Replies", r."HandleMs", r."UpdatedAtMs", r."Attributes", r."Tags" FROM OPENJSON(@p1) WITH ("Value" nvarchar(250) '$') AS w INNER LOOP JOIN "tickets" AS r ON r."Id" = w."Value" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(r."Id") = DATALENGTH(w."Value")

-- Reading
SELECT r."Id", r."Ticket", r."Type", r."AtMs", r."Actor", r."Agent", r."Public", r."DurationMs", r."From", r."To" FROM OPENJSON(@p1) WITH ("Value" nvarchar(250) '$') AS w INNER LOOP JOIN "events" AS r ON r."Ticket" = w."Value" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(r."Ticket") = DATALENGTH(w."Value")

-- Reading
SELECT r."Id", r."Kind", r."Ticket", r."SentAtMs", r."RespondedAtMs", r."Score", r."ScaleMin", r."ScaleMax", r."LowerIsBetter", r."Agent", r."Channel", r."Reason", r."Team", r."Account", r."Comment" FROM OPENJSON(@p1) WITH ("Value" nvarchar(250) '$') AS w INNER LOOP JOIN "surveys" AS r ON r."Ticket" = w."Value" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(r."Ticket") = DATALENGTH(w."Value")

-- Reading
SELECT DISTINCT r."Ticket", DATALENGTH(r."Ticket") FROM OPENJSON(@p1) WITH ("Value" nvarchar(250) '$') AS w INNER LOOP JOIN "events" AS r ON r."Agent" = w."Value" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(r."Agent") = DATALENGTH(w."Value")

-- Reading
SELECT DISTINCT r."Ticket", DATALENGTH(r."Ticket") FROM "events" AS r
WHERE r."Ticket" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "tickets" AS t WHERE t."Id" = r."Ticket" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(r."Ticket"))

-- Reading
SELECT r."Id", r."Body" FROM "settings" AS r

-- Reading
SELECT r."Id", r."Kind", r."Ticket", r."SentAtMs", r."RespondedAtMs", r."Score", r."ScaleMin", r."ScaleMax", r."LowerIsBetter", r."Agent", r."Channel", r."Reason", r."Team", r."Account", r."Comment" FROM OPENJSON(@p1) WITH ("Value" nvarchar(250) '$') AS w INNER LOOP JOIN "surveys" AS r ON r."Id" = w."Value" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(r."Id") = DATALENGTH(w."Value")

-- Reading
SELECT r."Id", r."Kind", r."Ticket", r."SentAtMs", r."RespondedAtMs", r."Score", r."ScaleMin", r."ScaleMax", r."LowerIsBetter", r."Agent", r."Channel", r."Reason", r."Team", r."Account", r."Comment", r."Version", r."Seq" FROM "surveys" AS r
WHERE r."Version" >= @p1 AND (r."Version" > @p1 OR r."Seq" > @p2) AND r."Version" <= @p3
ORDER BY r."Version", r."Seq" OFFSET 0 ROWS FETCH NEXT @p4 ROWS ONLY

-- Reading
SELECT r."Kind", r."Hash", r."TicketHash", r."Version", r."Seq" FROM "tombstones" AS r
WHERE r."Version" >= @p1 AND (r."Version" > @p1 OR r."Seq" > @p2) AND r."Version" <= @p3
ORDER BY r."Version", r."Seq" OFFSET 0 ROWS FETCH NEXT @p4 ROWS ONLY

-- Reading
SELECT r."Kind", r."Hash", r."TicketHash", r."Version" FROM "tombstones" AS r WHERE r."Version" > @p1

-- Reading
SELECT r."Version" FROM "settings" AS r WHERE r."Version" > @p1

-- Reading
SELECT r."Id" FROM "tickets" AS r WHERE r."Version" > @p1

-- Reading
SELECT r."Ticket" FROM "events" AS r WHERE r."Version" > @p1

-- Reading
SELECT r."Id", r."Kind", r."Ticket", r."SentAtMs", r."RespondedAtMs", r."Score", r."ScaleMin", r."ScaleMax", r."LowerIsBetter", r."Agent", r."Channel", r."Reason", r."Team", r."Account", r."Comment" FROM "surveys" AS r WHERE r."Version" > @p1

-- Reading
SELECT r."Id", r."Name", r."Team", r."Bot" FROM "agents" AS r WHERE r."Version" > @p1

-- Reading
SELECT r."Id", r."Name", r."ValueUnits", r."SinceMs", r."UntilMs", r."Attributes" FROM "accounts" AS r WHERE r."Version" > @p1

-- Reading
SELECT r."Id", r."Agent", r."FromMs", r."ToMs", r."Kind" FROM "shifts" AS r WHERE r."Version" > @p1

-- Reading
SELECT r."Id", r."FromMs", r."ToMs", r."AmountUnits", r."Channel", r."Team" FROM "costs" AS r WHERE r."Version" > @p1

-- Reading
SELECT r."Id", r."Body" FROM "settings" AS r WHERE r."Version" > @p1

-- Reading
SELECT r."Id", r."CreatedAtMs", r."Channel", r."Reason", r."Priority", r."Team", r."Agent", r."Account", r."CreatedBy", r."Status", r."FirstResponseAtMs", r."FirstResolvedAtMs", r."ResolvedAtMs", r."ClosedAtMs", r."Reopens", r."Replies", r."HandleMs", r."UpdatedAtMs", r."Attributes", r."Tags" FROM "tickets" AS r WHERE r."Seq" > @p1 AND r."Seq" <= @p2 ORDER BY r."Seq"

-- Reading
SELECT r."Id", r."Ticket", r."Type", r."AtMs", r."Actor", r."Agent", r."Public", r."DurationMs", r."From", r."To" FROM "tickets" AS t CROSS JOIN "events" AS r WHERE t."Seq" > @p1 AND t."Seq" <= @p2 AND r."Ticket" = t."Id"

-- Reading
SELECT r."Id", r."Kind", r."Ticket", r."SentAtMs", r."RespondedAtMs", r."Score", r."ScaleMin", r."ScaleMax", r."LowerIsBetter", r."Agent", r."Channel", r."Reason", r."Team", r."Account", r."Comment" FROM "surveys" AS r WHERE r."Ticket" IS NULL AND r."Seq" > @p1 AND r."Seq" <= @p2 ORDER BY r."Seq"

-- Reading
SELECT r."Id" FROM "tickets" AS r WHERE r."Version" > @p1 AND r."Account" = @p2 COLLATE Latin1_General_100_BIN2 AND DATALENGTH(r."Account") = DATALENGTH(@p2)

-- Reading
SELECT r."Id" FROM OPENJSON(@p1) WITH ("Value" nvarchar(250) '$') AS w INNER LOOP JOIN "tickets" AS r ON r."Id" = w."Value" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(r."Id") = DATALENGTH(w."Value") WHERE r."Account" = @p2 COLLATE Latin1_General_100_BIN2 AND DATALENGTH(r."Account") = DATALENGTH(@p2)
