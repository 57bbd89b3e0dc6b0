-- Take a lease that was never taken
SET IMPLICIT_TRANSACTIONS OFF;
SET NOCOUNT ON;
INSERT INTO [leases] ([Name], [Holder], [Position], [Renewals])
VALUES (@p0, @p1, @p2, @p3);

-- Take a lease that was never taken
SELECT TOP(2) [l].[Position]
FROM [leases] AS [l]
WHERE [l].[Name] = @name

-- Take a lease of another
UPDATE [l]
SET [l].[Holder] = @p,
    [l].[Renewals] = [l].[Renewals] + CAST(1 AS bigint)
FROM [leases] AS [l]
WHERE [l].[Name] = @name AND [l].[Holder] = @seen_Holder AND [l].[Renewals] = @seen_Renewals

-- Take a lease of another
SELECT TOP(2) [l].[Position]
FROM [leases] AS [l]
WHERE [l].[Name] = @name

-- Look at a lease
SELECT TOP(2) [l].[Name], [l].[Holder], [l].[Position], [l].[Renewals]
FROM [leases] AS [l]
WHERE [l].[Name] = @name

-- Renew a lease
UPDATE [l]
SET [l].[Renewals] = [l].[Renewals] + CAST(1 AS bigint)
FROM [leases] AS [l]
WHERE [l].[Name] = @lease_Name AND [l].[Holder] = @lease_Holder

-- Give a lease back
UPDATE [l]
SET [l].[Holder] = @p
FROM [leases] AS [l]
WHERE [l].[Name] = @lease_Name AND [l].[Holder] = @lease_Holder

-- Store an event about a ticket
UPDATE [l]
SET [l].[Position] = @p
FROM [leases] AS [l]
WHERE [l].[Name] = @lease_Name AND [l].[Holder] = @lease_Holder

-- Store an event about a ticket
SELECT [t].[Id]
FROM [tickets] AS [t]
WHERE [t].[Id] IN (
    SELECT [i].[value]
    FROM OPENJSON(@ids) WITH ([value] nvarchar(200) '$') AS [i]
)

-- Store an event about a ticket
SELECT [a].[OnceKey]
FROM [alert_events] AS [a]
WHERE [a].[Alert] = @id AND [a].[OnceKey] IN (
    SELECT [k].[value]
    FROM OPENJSON(@keys) WITH ([value] nvarchar(200) '$') AS [k]
)

-- Store an event about a ticket
DELETE FROM [w]
FROM [webhook_deliveries] AS [w]
WHERE EXISTS (
    SELECT 1
    FROM [alert_events] AS [a]
    WHERE [a].[Alert] = @alert AND [a].[OnceKey] = @key AND [a].[Seq] = [w].[EventSeq])

-- Store an event about a ticket
DELETE FROM [a]
FROM [alert_events] AS [a]
WHERE [a].[Alert] = @alert AND [a].[OnceKey] = @key

-- Store an event about a survey
UPDATE [l]
SET [l].[Position] = @p
FROM [leases] AS [l]
WHERE [l].[Name] = @lease_Name AND [l].[Holder] = @lease_Holder

-- Store an event about a survey
SELECT [s].[Id]
FROM [surveys] AS [s]
WHERE [s].[Id] IN (
    SELECT [i].[value]
    FROM OPENJSON(@ids) WITH ([value] nvarchar(200) '$') AS [i]
)

-- Store an event about a survey
SELECT [a].[OnceKey]
FROM [alert_events] AS [a]
WHERE [a].[Alert] = @id AND [a].[OnceKey] IN (
    SELECT [k].[value]
    FROM OPENJSON(@keys) WITH ([value] nvarchar(200) '$') AS [k]
)

-- Store an event about a survey
DELETE FROM [w]
FROM [webhook_deliveries] AS [w]
WHERE EXISTS (
    SELECT 1
    FROM [alert_events] AS [a]
    WHERE [a].[Alert] = @alert AND [a].[OnceKey] = @key AND [a].[Seq] = [w].[EventSeq])

-- Store an event about a survey
DELETE FROM [a]
FROM [alert_events] AS [a]
WHERE [a].[Alert] = @alert AND [a].[OnceKey] = @key

-- Store an event about an account
UPDATE [l]
SET [l].[Position] = @p
FROM [leases] AS [l]
WHERE [l].[Name] = @lease_Name AND [l].[Holder] = @lease_Holder

-- Store an event about an account
SELECT [a].[Id]
FROM [accounts] AS [a]
WHERE [a].[Id] IN (
    SELECT [i].[value]
    FROM OPENJSON(@ids) WITH ([value] nvarchar(200) '$') AS [i]
)

-- Store an event about an account
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [tickets] AS [t]
        WHERE [t].[Account] = @account) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

-- Store an event about an account
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [surveys] AS [s]
        WHERE [s].[Account] = @account) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

-- Store an event about an account
SELECT [a].[OnceKey]
FROM [alert_events] AS [a]
WHERE [a].[Alert] = @id AND [a].[OnceKey] IN (
    SELECT [k].[value]
    FROM OPENJSON(@keys) WITH ([value] nvarchar(200) '$') AS [k]
)

-- Store an event about an account
DELETE FROM [w]
FROM [webhook_deliveries] AS [w]
WHERE EXISTS (
    SELECT 1
    FROM [alert_events] AS [a]
    WHERE [a].[Alert] = @alert AND [a].[OnceKey] = @key AND [a].[Seq] = [w].[EventSeq])

-- Store an event about an account
DELETE FROM [a]
FROM [alert_events] AS [a]
WHERE [a].[Alert] = @alert AND [a].[OnceKey] = @key

-- Store an event of a test
SELECT [a].[OnceKey]
FROM [alert_events] AS [a]
WHERE [a].[Alert] = @id AND [a].[OnceKey] IN (
    SELECT [k].[value]
    FROM OPENJSON(@keys) WITH ([value] nvarchar(200) '$') AS [k]
)

-- Store an event of a test
SET NOCOUNT ON;
INSERT INTO [alert_events] ([Alert], [AtMs], [Body], [OnceKey], [Subject], [Type])
VALUES (@p0, @p1, @p2, @p3, @p4, @p5);
SELECT [Seq]
FROM [alert_events]
WHERE @@ROWCOUNT = 1 AND [Seq] = scope_identity();

-- Store an event of a test
SET NOCOUNT ON;
INSERT INTO [webhook_deliveries] ([Attempts], [EventSeq], [FirstAttemptMs], [LastAttemptMs], [LastError], [LastStatus], [MessageId], [NextAttemptMs], [State], [Webhook])
VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9);
SELECT [Seq]
FROM [webhook_deliveries]
WHERE @@ROWCOUNT = 1 AND [Seq] = scope_identity();

-- Store a delivery
SET NOCOUNT ON;
INSERT INTO [webhook_deliveries] ([Attempts], [EventSeq], [FirstAttemptMs], [LastAttemptMs], [LastError], [LastStatus], [MessageId], [NextAttemptMs], [State], [Webhook])
VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9);
SELECT [Seq]
FROM [webhook_deliveries]
WHERE @@ROWCOUNT = 1 AND [Seq] = scope_identity();

-- Forget an alert
DELETE FROM [w]
FROM [webhook_deliveries] AS [w]
WHERE EXISTS (
    SELECT 1
    FROM [alert_events] AS [a]
    WHERE [a].[Alert] = @alert AND [a].[Seq] = [w].[EventSeq])

-- Forget an alert
DELETE FROM [a]
FROM [alert_events] AS [a]
WHERE [a].[Alert] = @alert

-- How alerts stand
SELECT [a].[Seq], [a].[Alert], [a].[AtMs], [a].[Body], [a].[OnceKey], [a].[Subject], [a].[Type]
FROM [alert_events] AS [a]
WHERE [a].[Seq] IN (
    SELECT MAX([a0].[Seq])
    FROM [alert_events] AS [a0]
    WHERE [a0].[Alert] IN (
        SELECT [i].[value]
        FROM OPENJSON(@ids) WITH ([value] nvarchar(200) '$') AS [i]
    ) AND [a0].[Type] IN (N'alert.opened', N'alert.closed')
    GROUP BY [a0].[Alert], [a0].[Subject]
)

-- What an alert has reported
SELECT [a].[Subject]
FROM [alert_events] AS [a]
WHERE [a].[Alert] = @alert_Id AND [a].[AtMs] >= @alert_MadeAtMs AND [a].[Subject] <> N''

-- How much alerts have reported
SELECT [a].[Alert], COUNT(*) AS [Count]
FROM [alert_events] AS [a]
WHERE [a].[AtMs] >= @sinceMs AND [a].[Subject] <> N''
GROUP BY [a].[Alert]

-- An alert's history
SELECT TOP(@p) [a].[Seq], [a].[Alert], [a].[AtMs], [a].[Body], [a].[OnceKey], [a].[Subject], [a].[Type]
FROM [alert_events] AS [a]
WHERE [a].[Alert] = @alert AND [a].[Seq] < @before
ORDER BY [a].[Seq] DESC

-- What was reported last
SELECT MAX([a].[Seq])
FROM [alert_events] AS [a]

-- What was reported since
SELECT TOP(@p) [a].[Seq], [a].[Alert], [a].[AtMs], [a].[Body], [a].[OnceKey], [a].[Subject], [a].[Type]
FROM [alert_events] AS [a]
WHERE [a].[Seq] > @seq
ORDER BY [a].[Seq]

-- Webhooks that are due
SELECT MIN([w].[Seq])
FROM [webhook_deliveries] AS [w]
WHERE [w].[State] = CAST(0 AS tinyint) AND NOT EXISTS (
    SELECT 1
    FROM [webhook_conditions] AS [w0]
    WHERE [w0].[Trouble] <> CAST(0 AS tinyint) AND [w0].[Webhook] = [w].[Webhook])
GROUP BY [w].[Webhook]

-- A webhook's first delivery
SELECT TOP(2) [w0].[Seq], [w0].[Attempts], [w0].[EventSeq], [w0].[FirstAttemptMs], [w0].[LastAttemptMs], [w0].[LastError], [w0].[LastStatus], [w0].[MessageId], [w0].[NextAttemptMs], [w0].[State], [w0].[Webhook], [a].[Seq], [a].[Alert], [a].[AtMs], [a].[Body], [a].[OnceKey], [a].[Subject], [a].[Type]
FROM (
    SELECT TOP(@p) [w].[Seq], [w].[Attempts], [w].[EventSeq], [w].[FirstAttemptMs], [w].[LastAttemptMs], [w].[LastError], [w].[LastStatus], [w].[MessageId], [w].[NextAttemptMs], [w].[State], [w].[Webhook]
    FROM [webhook_deliveries] AS [w]
    WHERE [w].[State] = CAST(0 AS tinyint) AND [w].[Webhook] = @webhook
    ORDER BY [w].[Seq]
) AS [w0]
LEFT JOIN [alert_events] AS [a] ON [w0].[EventSeq] = [a].[Seq]
ORDER BY [w0].[Seq]

-- Note a delivery
UPDATE [w]
SET [w].[State] = @p,
    [w].[Attempts] = [w].[Attempts] + 1,
    [w].[FirstAttemptMs] = COALESCE([w].[FirstAttemptMs], @result_AtMs),
    [w].[LastAttemptMs] = @p4,
    [w].[NextAttemptMs] = @p5,
    [w].[LastStatus] = @p6,
    [w].[LastError] = NULL
FROM [webhook_deliveries] AS [w]
WHERE [w].[Seq] = @read_Seq AND [w].[State] = CAST(0 AS tinyint) AND [w].[LastAttemptMs] IS NULL

-- Note a delivery
DELETE FROM [w]
FROM [webhook_conditions] AS [w]
WHERE [w].[Webhook] = @delivery_Webhook

-- Note a failure
UPDATE [w]
SET [w].[State] = @p,
    [w].[Attempts] = [w].[Attempts] + 1,
    [w].[FirstAttemptMs] = COALESCE([w].[FirstAttemptMs], @result_AtMs),
    [w].[LastAttemptMs] = @p4,
    [w].[NextAttemptMs] = @p5,
    [w].[LastStatus] = @p6,
    [w].[LastError] = @p7
FROM [webhook_deliveries] AS [w]
WHERE [w].[Seq] = @read_Seq AND [w].[State] = CAST(0 AS tinyint) AND [w].[LastAttemptMs] IS NULL

-- Note a failure
SELECT TOP(2) [w].[Webhook], [w].[LastError], [w].[SinceMs], [w].[Trouble]
FROM [webhook_conditions] AS [w]
WHERE [w].[Webhook] = @webhook

-- Note a failure
DELETE FROM [w]
FROM [webhook_conditions] AS [w]
WHERE [w].[Webhook] = @webhook

-- Note a failure
SET IMPLICIT_TRANSACTIONS OFF;
SET NOCOUNT ON;
INSERT INTO [webhook_conditions] ([Webhook], [LastError], [SinceMs], [Trouble])
VALUES (@p0, @p1, @p2, @p3);

-- Resume a webhook
DELETE FROM [w]
FROM [webhook_conditions] AS [w]
WHERE [w].[Webhook] = @webhook

-- Resume a webhook
UPDATE [w]
SET [w].[State] = @p,
    [w].[Attempts] = @p2,
    [w].[FirstAttemptMs] = NULL,
    [w].[NextAttemptMs] = @p4
FROM [webhook_deliveries] AS [w]
WHERE [w].[Webhook] = @webhook AND [w].[State] = CAST(0 AS tinyint) AND [w].[Attempts] > 0

-- Replay a delivery
SELECT TOP(2) [w].[State]
FROM [webhook_deliveries] AS [w]
WHERE [w].[Webhook] = @webhook AND [w].[Seq] = @seq

-- A webhook's deliveries
SELECT TOP(@p) [w].[Seq], [w].[Attempts], [w].[EventSeq], [w].[FirstAttemptMs], [w].[LastAttemptMs], [w].[LastError], [w].[LastStatus], [w].[MessageId], [w].[NextAttemptMs], [w].[State], [w].[Webhook], [a].[Seq], [a].[Alert], [a].[AtMs], [a].[Body], [a].[OnceKey], [a].[Subject], [a].[Type]
FROM [webhook_deliveries] AS [w]
INNER JOIN [alert_events] AS [a] ON [w].[EventSeq] = [a].[Seq]
WHERE [w].[Webhook] = @webhook AND [w].[Seq] < @before AND [w].[State] = @state
ORDER BY [w].[Seq] DESC

-- Forget a webhook
DELETE FROM [w]
FROM [webhook_conditions] AS [w]
WHERE [w].[Webhook] = @webhook

-- Forget a webhook
DELETE FROM [w]
FROM [webhook_deliveries] AS [w]
WHERE [w].[Webhook] = @webhook

-- Forget old deliveries
DELETE FROM [w]
FROM [webhook_deliveries] AS [w]
WHERE EXISTS (
    SELECT 1
    FROM [alert_events] AS [a]
    WHERE [a].[Seq] = [w].[EventSeq] AND [a].[AtMs] < @ms)

-- How webhooks fare
SELECT [w].[Webhook], [w].[LastError], [w].[SinceMs], [w].[Trouble]
FROM [webhook_conditions] AS [w]

-- How webhooks fare
SELECT [w].[State], [w].[Webhook], COUNT(*) AS [Count], MIN([w].[Seq]) AS [First], MAX([w].[Seq]) AS [Last]
FROM [webhook_deliveries] AS [w]
WHERE [w].[State] <> CAST(2 AS tinyint)
GROUP BY [w].[State], [w].[Webhook]

-- How webhooks fare
SELECT [w].[Seq], [w].[LastAttemptMs], [a].[AtMs]
FROM [webhook_deliveries] AS [w]
INNER JOIN [alert_events] AS [a] ON [w].[EventSeq] = [a].[Seq]
WHERE [w].[Seq] IN (
    SELECT [s].[value]
    FROM OPENJSON(@seqs) WITH ([value] bigint '$') AS [s]
)
