IF OBJECT_ID(N'[__EFMigrationsHistory]') IS NULL
BEGIN
    CREATE TABLE [__EFMigrationsHistory] (
        [MigrationId] nvarchar(150) NOT NULL,
        [ProductVersion] nvarchar(32) NOT NULL,
        CONSTRAINT [PK___EFMigrationsHistory] PRIMARY KEY ([MigrationId])
    );
END;
GO

BEGIN TRY
    IF (SELECT "snapshot_isolation_state" FROM "sys"."databases" WHERE "database_id" = DB_ID()) = 0
        ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION ON;
END TRY
BEGIN CATCH
    PRINT ERROR_MESSAGE();
END CATCH
GO

BEGIN TRANSACTION;
CREATE TABLE [accounts] (
    [Seq] bigint NOT NULL IDENTITY,
    [Id] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [Name] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
    [ValueUnits] bigint NULL,
    [SinceMs] bigint NULL,
    [UntilMs] bigint NULL,
    [Attributes] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
    [IdLength] AS DATALENGTH([Id]) PERSISTED,
    [Version] bigint NOT NULL,
    CONSTRAINT [PK_accounts] PRIMARY KEY ([Seq])
);

CREATE TABLE [agents] (
    [Seq] bigint NOT NULL IDENTITY,
    [Id] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [Name] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
    [Team] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
    [Bot] bit NOT NULL,
    [IdLength] AS DATALENGTH([Id]) PERSISTED,
    [Version] bigint NOT NULL,
    CONSTRAINT [PK_agents] PRIMARY KEY ([Seq])
);

CREATE TABLE [alert_events] (
    [Seq] bigint NOT NULL IDENTITY,
    [Alert] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [OnceKey] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [Subject] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [Type] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [AtMs] bigint NOT NULL,
    [Body] nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL,
    CONSTRAINT [PK_alert_events] PRIMARY KEY ([Seq])
);

CREATE TABLE [commits] (
    [Version] bigint NOT NULL,
    CONSTRAINT [PK_commits] PRIMARY KEY ([Version])
);

CREATE TABLE [costs] (
    [Seq] bigint NOT NULL IDENTITY,
    [Id] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [FromMs] bigint NOT NULL,
    [ToMs] bigint NOT NULL,
    [AmountUnits] bigint NOT NULL,
    [Channel] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
    [Team] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
    [IdLength] AS DATALENGTH([Id]) PERSISTED,
    [Version] bigint NOT NULL,
    CONSTRAINT [PK_costs] PRIMARY KEY ([Seq])
);

CREATE TABLE [events] (
    [Seq] bigint NOT NULL IDENTITY,
    [Id] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [Ticket] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [Type] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [AtMs] bigint NOT NULL,
    [Actor] tinyint NOT NULL,
    [Agent] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
    [Public] bit NOT NULL,
    [DurationMs] bigint NULL,
    [From] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
    [To] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
    [IdLength] AS DATALENGTH([Id]) PERSISTED,
    [Version] bigint NOT NULL,
    CONSTRAINT [PK_events] PRIMARY KEY ([Seq])
);

CREATE TABLE [hook_rejections] (
    [Seq] bigint NOT NULL IDENTITY,
    [Hook] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [AtMs] bigint NOT NULL,
    [Errors] nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [Body] nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL,
    CONSTRAINT [PK_hook_rejections] PRIMARY KEY ([Seq])
);

CREATE TABLE [key_changes] (
    [Id] int NOT NULL,
    [Stamp] bigint NOT NULL,
    CONSTRAINT [PK_key_changes] PRIMARY KEY ([Id])
);

CREATE TABLE [keys] (
    [Id] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [Name] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [Scopes] int NOT NULL,
    [Hash] varbinary(32) NOT NULL,
    [OldHash] varbinary(32) NULL,
    [OldUntilMs] bigint NULL,
    [CreatedAtMs] bigint NOT NULL,
    [ExpiresAtMs] bigint NULL,
    [LastUsedAtMs] bigint NULL,
    [RevokedAtMs] bigint NULL,
    CONSTRAINT [PK_keys] PRIMARY KEY ([Id])
);

CREATE TABLE [leases] (
    [Name] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [Holder] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [Renewals] bigint NOT NULL,
    [Position] bigint NULL,
    CONSTRAINT [PK_leases] PRIMARY KEY ([Name])
);

CREATE TABLE [settings] (
    [Seq] bigint NOT NULL IDENTITY,
    [Id] nvarchar(250) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [Body] nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [IdLength] AS DATALENGTH([Id]) PERSISTED,
    [Version] bigint NOT NULL,
    CONSTRAINT [PK_settings] PRIMARY KEY ([Seq])
);

CREATE TABLE [shifts] (
    [Seq] bigint NOT NULL IDENTITY,
    [Id] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [Agent] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [FromMs] bigint NOT NULL,
    [ToMs] bigint NOT NULL,
    [Kind] tinyint NOT NULL,
    [IdLength] AS DATALENGTH([Id]) PERSISTED,
    [Version] bigint NOT NULL,
    CONSTRAINT [PK_shifts] PRIMARY KEY ([Seq])
);

CREATE TABLE [store_version] (
    [Id] int NOT NULL,
    [Version] bigint NOT NULL,
    CONSTRAINT [PK_store_version] PRIMARY KEY ([Id])
);

CREATE TABLE [surveys] (
    [Seq] bigint NOT NULL IDENTITY,
    [Id] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [Kind] tinyint NOT NULL,
    [Ticket] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
    [SentAtMs] bigint NULL,
    [RespondedAtMs] bigint NULL,
    [Score] float NULL,
    [ScaleMin] float NOT NULL,
    [ScaleMax] float NOT NULL,
    [LowerIsBetter] bit NOT NULL,
    [Agent] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
    [Channel] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
    [Reason] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
    [Team] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
    [Account] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
    [Comment] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
    [IdLength] AS DATALENGTH([Id]) PERSISTED,
    [Version] bigint NOT NULL,
    CONSTRAINT [PK_surveys] PRIMARY KEY ([Seq])
);

CREATE TABLE [tickets] (
    [Seq] bigint NOT NULL IDENTITY,
    [Id] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [CreatedAtMs] bigint NOT NULL,
    [Channel] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
    [Reason] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
    [Priority] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
    [Team] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
    [Agent] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
    [Account] nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
    [CreatedBy] tinyint NOT NULL,
    [Status] tinyint NULL,
    [FirstResponseAtMs] bigint NULL,
    [FirstResolvedAtMs] bigint NULL,
    [ResolvedAtMs] bigint NULL,
    [ClosedAtMs] bigint NULL,
    [Reopens] int NULL,
    [Replies] int NULL,
    [HandleMs] bigint NULL,
    [UpdatedAtMs] bigint NULL,
    [Attributes] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
    [Tags] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
    [IdLength] AS DATALENGTH([Id]) PERSISTED,
    [Version] bigint NOT NULL,
    CONSTRAINT [PK_tickets] PRIMARY KEY ([Seq])
);

CREATE TABLE [tombstones] (
    [Seq] bigint NOT NULL IDENTITY,
    [Kind] tinyint NOT NULL,
    [Hash] bigint NOT NULL,
    [TicketHash] bigint NULL,
    [AccountHash] bigint NULL,
    [Version] bigint NOT NULL,
    CONSTRAINT [PK_tombstones] PRIMARY KEY ([Seq])
);

CREATE TABLE [webhook_conditions] (
    [Webhook] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [Trouble] tinyint NOT NULL,
    [LastError] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
    [SinceMs] bigint NULL,
    CONSTRAINT [PK_webhook_conditions] PRIMARY KEY ([Webhook])
);

CREATE TABLE [webhook_deliveries] (
    [Seq] bigint NOT NULL IDENTITY,
    [Webhook] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [EventSeq] bigint NOT NULL,
    [MessageId] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [State] tinyint NOT NULL,
    [Attempts] int NOT NULL,
    [FirstAttemptMs] bigint NULL,
    [LastAttemptMs] bigint NULL,
    [NextAttemptMs] bigint NOT NULL,
    [LastStatus] int NULL,
    [LastError] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
    CONSTRAINT [PK_webhook_deliveries] PRIMARY KEY ([Seq])
);

IF EXISTS (SELECT * FROM [sys].[identity_columns] WHERE [name] IN (N'Id', N'Stamp') AND [object_id] = OBJECT_ID(N'[key_changes]'))
    SET IDENTITY_INSERT [key_changes] ON;
INSERT INTO [key_changes] ([Id], [Stamp])
VALUES (1, CAST(0 AS bigint));
IF EXISTS (SELECT * FROM [sys].[identity_columns] WHERE [name] IN (N'Id', N'Stamp') AND [object_id] = OBJECT_ID(N'[key_changes]'))
    SET IDENTITY_INSERT [key_changes] OFF;

IF EXISTS (SELECT * FROM [sys].[identity_columns] WHERE [name] IN (N'Id', N'Version') AND [object_id] = OBJECT_ID(N'[store_version]'))
    SET IDENTITY_INSERT [store_version] ON;
INSERT INTO [store_version] ([Id], [Version])
VALUES (1, CAST(0 AS bigint));
IF EXISTS (SELECT * FROM [sys].[identity_columns] WHERE [name] IN (N'Id', N'Version') AND [object_id] = OBJECT_ID(N'[store_version]'))
    SET IDENTITY_INSERT [store_version] OFF;

CREATE UNIQUE INDEX [IX_accounts_Id_IdLength] ON [accounts] ([Id], [IdLength]) WITH (FILLFACTOR = 90);

CREATE INDEX [IX_accounts_Version] ON [accounts] ([Version]);

CREATE UNIQUE INDEX [IX_agents_Id_IdLength] ON [agents] ([Id], [IdLength]) WITH (FILLFACTOR = 90);

CREATE INDEX [IX_agents_Version] ON [agents] ([Version]);

CREATE UNIQUE INDEX [IX_alert_events_Alert_OnceKey] ON [alert_events] ([Alert], [OnceKey]);

CREATE INDEX [IX_alert_events_Alert_Seq] ON [alert_events] ([Alert], [Seq]);

CREATE UNIQUE INDEX [IX_costs_Id_IdLength] ON [costs] ([Id], [IdLength]) WITH (FILLFACTOR = 90);

CREATE INDEX [IX_costs_Version] ON [costs] ([Version]);

CREATE UNIQUE INDEX [IX_events_Id_IdLength] ON [events] ([Id], [IdLength]) WITH (FILLFACTOR = 90);

CREATE INDEX [IX_events_Ticket] ON [events] ([Ticket]);

CREATE INDEX [IX_events_Version] ON [events] ([Version]);

CREATE INDEX [IX_hook_rejections_Hook_AtMs] ON [hook_rejections] ([Hook], [AtMs]);

CREATE UNIQUE INDEX [IX_settings_Id_IdLength] ON [settings] ([Id], [IdLength]) WITH (FILLFACTOR = 90);

CREATE INDEX [IX_settings_Version] ON [settings] ([Version]);

CREATE UNIQUE INDEX [IX_shifts_Id_IdLength] ON [shifts] ([Id], [IdLength]) WITH (FILLFACTOR = 90);

CREATE INDEX [IX_shifts_Version] ON [shifts] ([Version]);

CREATE UNIQUE INDEX [IX_surveys_Id_IdLength] ON [surveys] ([Id], [IdLength]) WITH (FILLFACTOR = 90);

CREATE INDEX [IX_surveys_Ticket] ON [surveys] ([Ticket]);

CREATE INDEX [IX_surveys_Version] ON [surveys] ([Version]);

CREATE UNIQUE INDEX [IX_tickets_Id_IdLength] ON [tickets] ([Id], [IdLength]) WITH (FILLFACTOR = 90);

CREATE INDEX [IX_tickets_Version] ON [tickets] ([Version]);

CREATE INDEX [IX_tombstones_AccountHash] ON [tombstones] ([AccountHash]);

CREATE INDEX [IX_tombstones_Version] ON [tombstones] ([Version]);

CREATE INDEX [IX_webhook_deliveries_EventSeq] ON [webhook_deliveries] ([EventSeq]);

CREATE INDEX [IX_webhook_deliveries_State_Webhook_Seq] ON [webhook_deliveries] ([State], [Webhook], [Seq]);

CREATE INDEX [IX_webhook_deliveries_Webhook_Seq] ON [webhook_deliveries] ([Webhook], [Seq]);

ALTER INDEX ALL ON "tickets" REBUILD WITH (DATA_COMPRESSION = PAGE);

ALTER INDEX ALL ON "events" REBUILD WITH (DATA_COMPRESSION = PAGE);

ALTER INDEX ALL ON "surveys" REBUILD WITH (DATA_COMPRESSION = PAGE);

ALTER INDEX ALL ON "agents" REBUILD WITH (DATA_COMPRESSION = PAGE);

ALTER INDEX ALL ON "accounts" REBUILD WITH (DATA_COMPRESSION = PAGE);

ALTER INDEX ALL ON "shifts" REBUILD WITH (DATA_COMPRESSION = PAGE);

ALTER INDEX ALL ON "costs" REBUILD WITH (DATA_COMPRESSION = PAGE);

ALTER INDEX ALL ON "settings" REBUILD WITH (DATA_COMPRESSION = PAGE);

ALTER INDEX ALL ON "tombstones" REBUILD WITH (DATA_COMPRESSION = PAGE);

COMMIT;
GO

INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
VALUES (N'20261128222756_Initial', N'10.0.15');
GO
