-- Begin a transaction
SET NOCOUNT ON; SET XACT_ABORT ON;
UPDATE "store_version" WITH (ROWLOCK, HOLDLOCK) SET "Version" = "Version" + 1 OUTPUT inserted."Version" WHERE "Id" = 1;

-- Version, in a view
SELECT "Version" FROM "store_version" WITH (ROWLOCK, REPEATABLEREAD) WHERE "Id" = 1

-- Upsert tickets
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @input TABLE ("Place" int NOT NULL PRIMARY KEY, "Id" nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, "CreatedAtMs" bigint NOT NULL, "Channel" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL, "Reason" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL, "Priority" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL, "Team" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL, "Agent" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL, "Account" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL, "CreatedBy" tinyint NOT NULL, "Status" tinyint NULL, "FirstResponseAtMs" bigint NULL, "FirstResolvedAtMs" bigint NULL, "ResolvedAtMs" bigint NULL, "ClosedAtMs" bigint NULL, "Reopens" int NULL, "Replies" int NULL, "HandleMs" bigint NULL, "UpdatedAtMs" bigint NULL);
INSERT INTO @input ("Place", "Id", "CreatedAtMs", "Channel", "Reason", "Priority", "Team", "Agent", "Account", "CreatedBy", "Status", "FirstResponseAtMs", "FirstResolvedAtMs", "ResolvedAtMs", "ClosedAtMs", "Reopens", "Replies", "HandleMs", "UpdatedAtMs")
SELECT "Place", "Id", "CreatedAtMs", "Channel", "Reason", "Priority", "Team", "Agent", "Account", "CreatedBy", "Status", "FirstResponseAtMs", "FirstResolvedAtMs", "ResolvedAtMs", "ClosedAtMs", "Reopens", "Replies", "HandleMs", "UpdatedAtMs"
FROM OPENJSON(@p1) WITH ("Place" int, "Id" nvarchar(200), "CreatedAtMs" bigint, "Channel" nvarchar(200), "Reason" nvarchar(200), "Priority" nvarchar(200), "Team" nvarchar(200), "Agent" nvarchar(200), "Account" nvarchar(200), "CreatedBy" tinyint, "Status" tinyint, "FirstResponseAtMs" bigint, "FirstResolvedAtMs" bigint, "ResolvedAtMs" bigint, "ClosedAtMs" bigint, "Reopens" int, "Replies" int, "HandleMs" bigint, "UpdatedAtMs" bigint);
DECLARE @changed TABLE ("Id" nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, "Created" bit NOT NULL, "WasOf" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL);
UPDATE t SET "CreatedAtMs" = i."CreatedAtMs", "Channel" = i."Channel", "Reason" = i."Reason", "Priority" = i."Priority", "Team" = i."Team", "Agent" = i."Agent", "Account" = i."Account", "CreatedBy" = i."CreatedBy", "Status" = i."Status", "FirstResponseAtMs" = i."FirstResponseAtMs", "FirstResolvedAtMs" = i."FirstResolvedAtMs", "ResolvedAtMs" = i."ResolvedAtMs", "ClosedAtMs" = i."ClosedAtMs", "Reopens" = i."Reopens", "Replies" = i."Replies", "HandleMs" = i."HandleMs", "UpdatedAtMs" = i."UpdatedAtMs", "Version" = @p2
OUTPUT inserted."Id", 0, NULL INTO @changed ("Id", "Created", "WasOf")
FROM "tickets" AS t INNER JOIN @input AS i ON t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id")
WHERE (t."UpdatedAtMs" <= i."UpdatedAtMs" OR t."UpdatedAtMs" IS NULL OR i."UpdatedAtMs" IS NULL) AND EXISTS (SELECT t."CreatedAtMs", t."Channel" + N'.', t."Reason" + N'.', t."Priority" + N'.', t."Team" + N'.', t."Agent" + N'.', t."Account" + N'.', t."CreatedBy", t."Status", t."FirstResponseAtMs", t."FirstResolvedAtMs", t."ResolvedAtMs", t."ClosedAtMs", t."Reopens", t."Replies", t."HandleMs", t."UpdatedAtMs" EXCEPT SELECT i."CreatedAtMs", i."Channel" + N'.', i."Reason" + N'.', i."Priority" + N'.', i."Team" + N'.', i."Agent" + N'.', i."Account" + N'.', i."CreatedBy", i."Status", i."FirstResponseAtMs", i."FirstResolvedAtMs", i."ResolvedAtMs", i."ClosedAtMs", i."Reopens", i."Replies", i."HandleMs", i."UpdatedAtMs");
INSERT INTO "tickets" ("Id", "CreatedAtMs", "Channel", "Reason", "Priority", "Team", "Agent", "Account", "CreatedBy", "Status", "FirstResponseAtMs", "FirstResolvedAtMs", "ResolvedAtMs", "ClosedAtMs", "Reopens", "Replies", "HandleMs", "UpdatedAtMs", "Version")
OUTPUT inserted."Id", 1, NULL INTO @changed ("Id", "Created", "WasOf")
SELECT i."Id", i."CreatedAtMs", i."Channel", i."Reason", i."Priority", i."Team", i."Agent", i."Account", i."CreatedBy", i."Status", i."FirstResponseAtMs", i."FirstResolvedAtMs", i."ResolvedAtMs", i."ClosedAtMs", i."Reopens", i."Replies", i."HandleMs", i."UpdatedAtMs", @p2
FROM @input AS i
WHERE NOT EXISTS (SELECT 1 FROM "tickets" AS t WHERE t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id"))
ORDER BY i."Place";
SELECT "Id", "Created", "WasOf" FROM @changed;

-- Delete tickets
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @deleted TABLE ("Id" nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, "WasOf" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL);
DELETE t
OUTPUT deleted."Id", NULL INTO @deleted ("Id", "WasOf")
FROM OPENJSON(@p1) WITH ("Id" nvarchar(250) '$') AS i INNER LOOP JOIN "tickets" AS t ON t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id");
INSERT INTO "tombstones" ("Kind", "Id", "Ticket", "Version") SELECT 0, d."Id", d."WasOf", @p2 FROM @deleted AS d;
SELECT "Id", "WasOf" FROM @deleted;

-- Upsert events
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @input TABLE ("Place" int NOT NULL PRIMARY KEY, "Id" nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, "Ticket" nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, "Type" nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, "AtMs" bigint NOT NULL, "Actor" tinyint NOT NULL, "Agent" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL, "Public" bit NOT NULL, "DurationMs" bigint NULL, "From" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL, "To" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL);
INSERT INTO @input ("Place", "Id", "Ticket", "Type", "AtMs", "Actor", "Agent", "Public", "DurationMs", "From", "To")
SELECT "Place", "Id", "Ticket", "Type", "AtMs", "Actor", "Agent", "Public", "DurationMs", "From", "To"
FROM OPENJSON(@p1) WITH ("Place" int, "Id" nvarchar(200), "Ticket" nvarchar(200), "Type" nvarchar(200), "AtMs" bigint, "Actor" tinyint, "Agent" nvarchar(200), "Public" bit, "DurationMs" bigint, "From" nvarchar(200), "To" nvarchar(200));
DECLARE @changed TABLE ("Id" nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, "Created" bit NOT NULL, "WasOf" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL);
UPDATE t SET "Ticket" = i."Ticket", "Type" = i."Type", "AtMs" = i."AtMs", "Actor" = i."Actor", "Agent" = i."Agent", "Public" = i."Public", "DurationMs" = i."DurationMs", "From" = i."From", "To" = i."To", "Version" = @p2
OUTPUT inserted."Id", 0, deleted."Ticket" INTO @changed ("Id", "Created", "WasOf")
FROM "events" AS t INNER JOIN @input AS i ON t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id")
WHERE EXISTS (SELECT t."Ticket" + N'.', t."Type" + N'.', t."AtMs", t."Actor", t."Agent" + N'.', t."Public", t."DurationMs", t."From" + N'.', t."To" + N'.' EXCEPT SELECT i."Ticket" + N'.', i."Type" + N'.', i."AtMs", i."Actor", i."Agent" + N'.', i."Public", i."DurationMs", i."From" + N'.', i."To" + N'.');
INSERT INTO "tombstones" ("Kind", "Id", "Ticket", "Version")
SELECT 1, c."Id", c."WasOf", @p2
FROM @changed AS c INNER JOIN @input AS i ON c."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(c."Id") = DATALENGTH(i."Id")
WHERE c."WasOf" IS NOT NULL AND EXISTS (SELECT c."WasOf" + N'.' EXCEPT SELECT i."Ticket" + N'.');
INSERT INTO "events" ("Id", "Ticket", "Type", "AtMs", "Actor", "Agent", "Public", "DurationMs", "From", "To", "Version")
OUTPUT inserted."Id", 1, NULL INTO @changed ("Id", "Created", "WasOf")
SELECT i."Id", i."Ticket", i."Type", i."AtMs", i."Actor", i."Agent", i."Public", i."DurationMs", i."From", i."To", @p2
FROM @input AS i
WHERE NOT EXISTS (SELECT 1 FROM "events" AS t WHERE t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id"))
ORDER BY i."Place";
SELECT "Id", "Created", "WasOf" FROM @changed;

-- Delete events
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @deleted TABLE ("Id" nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, "WasOf" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL);
DELETE t
OUTPUT deleted."Id", deleted."Ticket" INTO @deleted ("Id", "WasOf")
FROM OPENJSON(@p1) WITH ("Id" nvarchar(250) '$') AS i INNER LOOP JOIN "events" AS t ON t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id");
INSERT INTO "tombstones" ("Kind", "Id", "Ticket", "Version") SELECT 1, d."Id", d."WasOf", @p2 FROM @deleted AS d;
SELECT "Id", "WasOf" FROM @deleted;

-- Upsert surveys
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @input TABLE ("Place" int NOT NULL PRIMARY KEY, "Id" nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, "Kind" tinyint NOT NULL, "Ticket" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL, "SentAtMs" bigint NULL, "RespondedAtMs" bigint NULL, "Score" float NULL, "ScaleMin" float NOT NULL, "ScaleMax" float NOT NULL, "LowerIsBetter" bit NOT NULL, "Agent" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL, "Channel" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL, "Reason" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL, "Team" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL, "Account" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL, "Comment" nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL);
INSERT INTO @input ("Place", "Id", "Kind", "Ticket", "SentAtMs", "RespondedAtMs", "Score", "ScaleMin", "ScaleMax", "LowerIsBetter", "Agent", "Channel", "Reason", "Team", "Account", "Comment")
SELECT "Place", "Id", "Kind", "Ticket", "SentAtMs", "RespondedAtMs", "Score", "ScaleMin", "ScaleMax", "LowerIsBetter", "Agent", "Channel", "Reason", "Team", "Account", "Comment"
FROM OPENJSON(@p1) WITH ("Place" int, "Id" nvarchar(200), "Kind" tinyint, "Ticket" nvarchar(200), "SentAtMs" bigint, "RespondedAtMs" bigint, "Score" float, "ScaleMin" float, "ScaleMax" float, "LowerIsBetter" bit, "Agent" nvarchar(200), "Channel" nvarchar(200), "Reason" nvarchar(200), "Team" nvarchar(200), "Account" nvarchar(200), "Comment" nvarchar(max));
DECLARE @changed TABLE ("Id" nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, "Created" bit NOT NULL, "WasOf" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL);
UPDATE t SET "Kind" = i."Kind", "Ticket" = i."Ticket", "SentAtMs" = i."SentAtMs", "RespondedAtMs" = i."RespondedAtMs", "Score" = i."Score", "ScaleMin" = i."ScaleMin", "ScaleMax" = i."ScaleMax", "LowerIsBetter" = i."LowerIsBetter", "Agent" = i."Agent", "Channel" = i."Channel", "Reason" = i."Reason", "Team" = i."Team", "Account" = i."Account", "Comment" = i."Comment", "Version" = @p2
OUTPUT inserted."Id", 0, deleted."Ticket" INTO @changed ("Id", "Created", "WasOf")
FROM "surveys" AS t INNER JOIN @input AS i ON t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id")
WHERE EXISTS (SELECT t."Kind", t."Ticket" + N'.', t."SentAtMs", t."RespondedAtMs", t."Score", t."ScaleMin", t."ScaleMax", t."LowerIsBetter", t."Agent" + N'.', t."Channel" + N'.', t."Reason" + N'.', t."Team" + N'.', t."Account" + N'.', t."Comment" + N'.' EXCEPT SELECT i."Kind", i."Ticket" + N'.', i."SentAtMs", i."RespondedAtMs", i."Score", i."ScaleMin", i."ScaleMax", i."LowerIsBetter", i."Agent" + N'.', i."Channel" + N'.', i."Reason" + N'.', i."Team" + N'.', i."Account" + N'.', i."Comment" + N'.');
INSERT INTO "tombstones" ("Kind", "Id", "Ticket", "Version")
SELECT 2, c."Id", c."WasOf", @p2
FROM @changed AS c INNER JOIN @input AS i ON c."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(c."Id") = DATALENGTH(i."Id")
WHERE c."WasOf" IS NOT NULL AND EXISTS (SELECT c."WasOf" + N'.' EXCEPT SELECT i."Ticket" + N'.');
INSERT INTO "surveys" ("Id", "Kind", "Ticket", "SentAtMs", "RespondedAtMs", "Score", "ScaleMin", "ScaleMax", "LowerIsBetter", "Agent", "Channel", "Reason", "Team", "Account", "Comment", "Version")
OUTPUT inserted."Id", 1, NULL INTO @changed ("Id", "Created", "WasOf")
SELECT i."Id", i."Kind", i."Ticket", i."SentAtMs", i."RespondedAtMs", i."Score", i."ScaleMin", i."ScaleMax", i."LowerIsBetter", i."Agent", i."Channel", i."Reason", i."Team", i."Account", i."Comment", @p2
FROM @input AS i
WHERE NOT EXISTS (SELECT 1 FROM "surveys" AS t WHERE t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id"))
ORDER BY i."Place";
SELECT "Id", "Created", "WasOf" FROM @changed;

-- Delete surveys
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @deleted TABLE ("Id" nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, "WasOf" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL);
DELETE t
OUTPUT deleted."Id", deleted."Ticket" INTO @deleted ("Id", "WasOf")
FROM OPENJSON(@p1) WITH ("Id" nvarchar(250) '$') AS i INNER LOOP JOIN "surveys" AS t ON t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id");
INSERT INTO "tombstones" ("Kind", "Id", "Ticket", "Version") SELECT 2, d."Id", d."WasOf", @p2 FROM @deleted AS d;
SELECT "Id", "WasOf" FROM @deleted;

-- Upsert agents
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @input TABLE ("Place" int NOT NULL PRIMARY KEY, "Id" nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, "Name" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL, "Team" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL, "Bot" bit NOT NULL);
INSERT INTO @input ("Place", "Id", "Name", "Team", "Bot")
SELECT "Place", "Id", "Name", "Team", "Bot"
FROM OPENJSON(@p1) WITH ("Place" int, "Id" nvarchar(200), "Name" nvarchar(200), "Team" nvarchar(200), "Bot" bit);
DECLARE @changed TABLE ("Id" nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, "Created" bit NOT NULL, "WasOf" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL);
UPDATE t SET "Name" = i."Name", "Team" = i."Team", "Bot" = i."Bot", "Version" = @p2
OUTPUT inserted."Id", 0, NULL INTO @changed ("Id", "Created", "WasOf")
FROM "agents" AS t INNER JOIN @input AS i ON t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id")
WHERE EXISTS (SELECT t."Name" + N'.', t."Team" + N'.', t."Bot" EXCEPT SELECT i."Name" + N'.', i."Team" + N'.', i."Bot");
INSERT INTO "agents" ("Id", "Name", "Team", "Bot", "Version")
OUTPUT inserted."Id", 1, NULL INTO @changed ("Id", "Created", "WasOf")
SELECT i."Id", i."Name", i."Team", i."Bot", @p2
FROM @input AS i
WHERE NOT EXISTS (SELECT 1 FROM "agents" AS t WHERE t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id"))
ORDER BY i."Place";
SELECT "Id", "Created", "WasOf" FROM @changed;

-- Delete agents
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @deleted TABLE ("Id" nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, "WasOf" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL);
DELETE t
OUTPUT deleted."Id", NULL INTO @deleted ("Id", "WasOf")
FROM OPENJSON(@p1) WITH ("Id" nvarchar(250) '$') AS i INNER LOOP JOIN "agents" AS t ON t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id");
INSERT INTO "tombstones" ("Kind", "Id", "Ticket", "Version") SELECT 3, d."Id", d."WasOf", @p2 FROM @deleted AS d;
SELECT "Id", "WasOf" FROM @deleted;

-- Upsert accounts
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @input TABLE ("Place" int NOT NULL PRIMARY KEY, "Id" nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, "Name" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL, "ValueUnits" bigint NULL, "SinceMs" bigint NULL, "UntilMs" bigint NULL);
INSERT INTO @input ("Place", "Id", "Name", "ValueUnits", "SinceMs", "UntilMs")
SELECT "Place", "Id", "Name", "ValueUnits", "SinceMs", "UntilMs"
FROM OPENJSON(@p1) WITH ("Place" int, "Id" nvarchar(200), "Name" nvarchar(200), "ValueUnits" bigint, "SinceMs" bigint, "UntilMs" bigint);
DECLARE @changed TABLE ("Id" nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, "Created" bit NOT NULL, "WasOf" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL);
UPDATE t SET "Name" = i."Name", "ValueUnits" = i."ValueUnits", "SinceMs" = i."SinceMs", "UntilMs" = i."UntilMs", "Version" = @p2
OUTPUT inserted."Id", 0, NULL INTO @changed ("Id", "Created", "WasOf")
FROM "accounts" AS t INNER JOIN @input AS i ON t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id")
WHERE EXISTS (SELECT t."Name" + N'.', t."ValueUnits", t."SinceMs", t."UntilMs" EXCEPT SELECT i."Name" + N'.', i."ValueUnits", i."SinceMs", i."UntilMs");
INSERT INTO "accounts" ("Id", "Name", "ValueUnits", "SinceMs", "UntilMs", "Version")
OUTPUT inserted."Id", 1, NULL INTO @changed ("Id", "Created", "WasOf")
SELECT i."Id", i."Name", i."ValueUnits", i."SinceMs", i."UntilMs", @p2
FROM @input AS i
WHERE NOT EXISTS (SELECT 1 FROM "accounts" AS t WHERE t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id"))
ORDER BY i."Place";
SELECT "Id", "Created", "WasOf" FROM @changed;

-- Delete accounts
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @deleted TABLE ("Id" nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, "WasOf" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL);
DELETE t
OUTPUT deleted."Id", NULL INTO @deleted ("Id", "WasOf")
FROM OPENJSON(@p1) WITH ("Id" nvarchar(250) '$') AS i INNER LOOP JOIN "accounts" AS t ON t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id");
INSERT INTO "tombstones" ("Kind", "Id", "Ticket", "Version") SELECT 4, d."Id", d."WasOf", @p2 FROM @deleted AS d;
SELECT "Id", "WasOf" FROM @deleted;

-- Upsert shifts
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @input TABLE ("Place" int NOT NULL PRIMARY KEY, "Id" nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, "Agent" nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, "FromMs" bigint NOT NULL, "ToMs" bigint NOT NULL, "Kind" tinyint NOT NULL);
INSERT INTO @input ("Place", "Id", "Agent", "FromMs", "ToMs", "Kind")
SELECT "Place", "Id", "Agent", "FromMs", "ToMs", "Kind"
FROM OPENJSON(@p1) WITH ("Place" int, "Id" nvarchar(200), "Agent" nvarchar(200), "FromMs" bigint, "ToMs" bigint, "Kind" tinyint);
DECLARE @changed TABLE ("Id" nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, "Created" bit NOT NULL, "WasOf" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL);
UPDATE t SET "Agent" = i."Agent", "FromMs" = i."FromMs", "ToMs" = i."ToMs", "Kind" = i."Kind", "Version" = @p2
OUTPUT inserted."Id", 0, NULL INTO @changed ("Id", "Created", "WasOf")
FROM "shifts" AS t INNER JOIN @input AS i ON t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id")
WHERE EXISTS (SELECT t."Agent" + N'.', t."FromMs", t."ToMs", t."Kind" EXCEPT SELECT i."Agent" + N'.', i."FromMs", i."ToMs", i."Kind");
INSERT INTO "shifts" ("Id", "Agent", "FromMs", "ToMs", "Kind", "Version")
OUTPUT inserted."Id", 1, NULL INTO @changed ("Id", "Created", "WasOf")
SELECT i."Id", i."Agent", i."FromMs", i."ToMs", i."Kind", @p2
FROM @input AS i
WHERE NOT EXISTS (SELECT 1 FROM "shifts" AS t WHERE t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id"))
ORDER BY i."Place";
SELECT "Id", "Created", "WasOf" FROM @changed;

-- Delete shifts
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @deleted TABLE ("Id" nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, "WasOf" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL);
DELETE t
OUTPUT deleted."Id", NULL INTO @deleted ("Id", "WasOf")
FROM OPENJSON(@p1) WITH ("Id" nvarchar(250) '$') AS i INNER LOOP JOIN "shifts" AS t ON t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id");
INSERT INTO "tombstones" ("Kind", "Id", "Ticket", "Version") SELECT 5, d."Id", d."WasOf", @p2 FROM @deleted AS d;
SELECT "Id", "WasOf" FROM @deleted;

-- Upsert costs
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @input TABLE ("Place" int NOT NULL PRIMARY KEY, "Id" nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, "FromMs" bigint NOT NULL, "ToMs" bigint NOT NULL, "AmountUnits" bigint NOT NULL, "Channel" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL, "Team" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL);
INSERT INTO @input ("Place", "Id", "FromMs", "ToMs", "AmountUnits", "Channel", "Team")
SELECT "Place", "Id", "FromMs", "ToMs", "AmountUnits", "Channel", "Team"
FROM OPENJSON(@p1) WITH ("Place" int, "Id" nvarchar(200), "FromMs" bigint, "ToMs" bigint, "AmountUnits" bigint, "Channel" nvarchar(200), "Team" nvarchar(200));
DECLARE @changed TABLE ("Id" nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, "Created" bit NOT NULL, "WasOf" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL);
UPDATE t SET "FromMs" = i."FromMs", "ToMs" = i."ToMs", "AmountUnits" = i."AmountUnits", "Channel" = i."Channel", "Team" = i."Team", "Version" = @p2
OUTPUT inserted."Id", 0, NULL INTO @changed ("Id", "Created", "WasOf")
FROM "costs" AS t INNER JOIN @input AS i ON t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id")
WHERE EXISTS (SELECT t."FromMs", t."ToMs", t."AmountUnits", t."Channel" + N'.', t."Team" + N'.' EXCEPT SELECT i."FromMs", i."ToMs", i."AmountUnits", i."Channel" + N'.', i."Team" + N'.');
INSERT INTO "costs" ("Id", "FromMs", "ToMs", "AmountUnits", "Channel", "Team", "Version")
OUTPUT inserted."Id", 1, NULL INTO @changed ("Id", "Created", "WasOf")
SELECT i."Id", i."FromMs", i."ToMs", i."AmountUnits", i."Channel", i."Team", @p2
FROM @input AS i
WHERE NOT EXISTS (SELECT 1 FROM "costs" AS t WHERE t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id"))
ORDER BY i."Place";
SELECT "Id", "Created", "WasOf" FROM @changed;

-- Delete costs
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @deleted TABLE ("Id" nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL, "WasOf" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL);
DELETE t
OUTPUT deleted."Id", NULL INTO @deleted ("Id", "WasOf")
FROM OPENJSON(@p1) WITH ("Id" nvarchar(250) '$') AS i INNER LOOP JOIN "costs" AS t ON t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id");
INSERT INTO "tombstones" ("Kind", "Id", "Ticket", "Version") SELECT 6, d."Id", d."WasOf", @p2 FROM @deleted AS d;
SELECT "Id", "WasOf" FROM @deleted;

-- Upsert settings
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @input TABLE ("Place" int NOT NULL PRIMARY KEY, "Id" nvarchar(250) COLLATE Latin1_General_100_BIN2 NOT NULL, "Body" nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL);
INSERT INTO @input ("Place", "Id", "Body")
SELECT "Place", "Id", "Body"
FROM OPENJSON(@p1) WITH ("Place" int, "Id" nvarchar(250), "Body" nvarchar(max));
DECLARE @changed TABLE ("Id" nvarchar(250) COLLATE Latin1_General_100_BIN2 NOT NULL, "Created" bit NOT NULL, "WasOf" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL);
UPDATE t SET "Body" = i."Body", "Version" = @p2
OUTPUT inserted."Id", 0, NULL INTO @changed ("Id", "Created", "WasOf")
FROM "settings" AS t INNER JOIN @input AS i ON t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id")
WHERE EXISTS (SELECT t."Body" + N'.' EXCEPT SELECT i."Body" + N'.');
INSERT INTO "settings" ("Id", "Body", "Version")
OUTPUT inserted."Id", 1, NULL INTO @changed ("Id", "Created", "WasOf")
SELECT i."Id", i."Body", @p2
FROM @input AS i
WHERE NOT EXISTS (SELECT 1 FROM "settings" AS t WHERE t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id"))
ORDER BY i."Place";
SELECT "Id", "Created", "WasOf" FROM @changed;

-- Delete settings
SET NOCOUNT ON; SET XACT_ABORT ON;
DECLARE @deleted TABLE ("Id" nvarchar(250) COLLATE Latin1_General_100_BIN2 NOT NULL, "WasOf" nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL);
DELETE t
OUTPUT deleted."Id", NULL INTO @deleted ("Id", "WasOf")
FROM OPENJSON(@p1) WITH ("Id" nvarchar(250) '$') AS i INNER LOOP JOIN "settings" AS t ON t."Id" = i."Id" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(t."Id") = DATALENGTH(i."Id");
INSERT INTO "tombstones" ("Kind", "Id", "Ticket", "Version") SELECT 7, d."Id", d."WasOf", @p2 FROM @deleted AS d;
SELECT "Id", "WasOf" FROM @deleted;

-- Tickets with many events
SELECT r."Ticket", COUNT(*) FROM OPENJSON(@p1) WITH ("Value" nvarchar(250) '$') AS w INNER LOOP JOIN "events" AS r ON r."Ticket" = w."Value" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(r."Ticket") = DATALENGTH(w."Value") GROUP BY r."Ticket", DATALENGTH(r."Ticket") HAVING COUNT(*) > @p2

-- Whose events there are
SELECT r."Id", r."Ticket" FROM OPENJSON(@p1) WITH ("Value" nvarchar(250) '$') AS w INNER LOOP JOIN "events" AS r ON r."Id" = w."Value" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(r."Id") = DATALENGTH(w."Value") WHERE r."Ticket" IS NOT NULL

-- Reading
SELECT r."Id", r."CreatedAtMs", r."Channel", r."Reason", r."Priority", r."Team", r."Agent", r."Account", r."CreatedBy", r."Status", r."FirstResponseAtMs", r."FirstResolvedAtMs", r."ResolvedAtMs", r."ClosedAtMs", r."Reopens", r."Replies", r."HandleMs", r."UpdatedAtMs" FROM OPENJSON(@p1) WITH ("Value" nvarchar(250) '$') AS w INNER LOOP JOIN "tickets" AS r ON r."Id" = w."Value" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(r."Id") = DATALENGTH(w."Value")

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
SELECT r."Kind", r."Id", r."Ticket" FROM "tombstones" AS r WHERE r."Version" > @p1

-- Reading
SELECT r."Id" FROM "tickets" AS r WHERE r."Version" > @p1

-- Reading
SELECT r."Ticket" FROM "events" AS r WHERE r."Version" > @p1

-- Reading
SELECT r."Id", r."Kind", r."Ticket", r."SentAtMs", r."RespondedAtMs", r."Score", r."ScaleMin", r."ScaleMax", r."LowerIsBetter", r."Agent", r."Channel", r."Reason", r."Team", r."Account", r."Comment" FROM "surveys" AS r WHERE r."Version" > @p1

-- Reading
SELECT r."Id", r."Name", r."Team", r."Bot" FROM "agents" AS r WHERE r."Version" > @p1

-- Reading
SELECT r."Id", r."Name", r."ValueUnits", r."SinceMs", r."UntilMs" FROM "accounts" AS r WHERE r."Version" > @p1

-- Reading
SELECT r."Id", r."Agent", r."FromMs", r."ToMs", r."Kind" FROM "shifts" AS r WHERE r."Version" > @p1

-- Reading
SELECT r."Id", r."FromMs", r."ToMs", r."AmountUnits", r."Channel", r."Team" FROM "costs" AS r WHERE r."Version" > @p1

-- Reading
SELECT r."Id", r."Body" FROM "settings" AS r WHERE r."Version" > @p1

-- Reading
SELECT r."Id", r."CreatedAtMs", r."Channel", r."Reason", r."Priority", r."Team", r."Agent", r."Account", r."CreatedBy", r."Status", r."FirstResponseAtMs", r."FirstResolvedAtMs", r."ResolvedAtMs", r."ClosedAtMs", r."Reopens", r."Replies", r."HandleMs", r."UpdatedAtMs" FROM "tickets" AS r WHERE r."Seq" > @p1 AND r."Seq" <= @p2 ORDER BY r."Seq"

-- Reading
SELECT r."Id", r."Ticket", r."Type", r."AtMs", r."Actor", r."Agent", r."Public", r."DurationMs", r."From", r."To" FROM "events" AS r WHERE r."Ticket" IN (SELECT t."Id" FROM "tickets" AS t WHERE t."Seq" > @p1 AND t."Seq" <= @p2)

-- Reading
SELECT r."Id", r."Kind", r."Ticket", r."SentAtMs", r."RespondedAtMs", r."Score", r."ScaleMin", r."ScaleMax", r."LowerIsBetter", r."Agent", r."Channel", r."Reason", r."Team", r."Account", r."Comment" FROM "surveys" AS r WHERE r."Ticket" IS NULL AND r."Seq" > @p1 AND r."Seq" <= @p2 ORDER BY r."Seq"

-- Reading
SELECT r."Id" FROM "tickets" AS r WHERE r."Version" > @p1 AND r."Account" = @p2 COLLATE Latin1_General_100_BIN2 AND DATALENGTH(r."Account") = DATALENGTH(@p2)

-- Reading
SELECT r."Id" FROM OPENJSON(@p1) WITH ("Value" nvarchar(250) '$') AS w INNER LOOP JOIN "tickets" AS r ON r."Id" = w."Value" COLLATE Latin1_General_100_BIN2 AND DATALENGTH(r."Id") = DATALENGTH(w."Value") WHERE r."Account" = @p2 COLLATE Latin1_General_100_BIN2 AND DATALENGTH(r."Account") = DATALENGTH(@p2)
