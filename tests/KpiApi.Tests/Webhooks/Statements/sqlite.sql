-- Take a lease that was never taken
INSERT INTO "leases" ("Name", "Holder", "Position", "Renewals")
VALUES (@p0, @p1, @p2, @p3);

-- Take a lease that was never taken
SELECT "l"."Position"
FROM "leases" AS "l"
WHERE "l"."Name" = @name
LIMIT 2

-- Take a lease of another
UPDATE "leases" AS "l"
SET "Holder" = @p,
    "Renewals" = "l"."Renewals" + 1
WHERE "l"."Name" = @name AND "l"."Holder" = @seen_Holder AND "l"."Renewals" = @seen_Renewals

-- Take a lease of another
SELECT "l"."Position"
FROM "leases" AS "l"
WHERE "l"."Name" = @name
LIMIT 2

-- Look at a lease
SELECT "l"."Name", "l"."Holder", "l"."Position", "l"."Renewals"
FROM "leases" AS "l"
WHERE "l"."Name" = @name
LIMIT 2

-- Renew a lease
UPDATE "leases" AS "l"
SET "Renewals" = "l"."Renewals" + 1
WHERE "l"."Name" = @lease_Name AND "l"."Holder" = @lease_Holder

-- Give a lease back
UPDATE "leases" AS "l"
SET "Holder" = @p
WHERE "l"."Name" = @lease_Name AND "l"."Holder" = @lease_Holder

-- Store an event about a ticket
UPDATE "leases" AS "l"
SET "Position" = @p
WHERE "l"."Name" = @lease_Name AND "l"."Holder" = @lease_Holder

-- Store an event about a ticket
SELECT "t"."Id"
FROM "tickets" AS "t"
WHERE "t"."Id" IN (
    SELECT "i"."value"
    FROM json_each(@ids) AS "i"
)

-- Store an event about a ticket
SELECT "a"."OnceKey"
FROM "alert_events" AS "a"
WHERE "a"."Alert" = @id AND "a"."OnceKey" IN (
    SELECT "k"."value"
    FROM json_each(@keys) AS "k"
)

-- Store an event about a survey
UPDATE "leases" AS "l"
SET "Position" = @p
WHERE "l"."Name" = @lease_Name AND "l"."Holder" = @lease_Holder

-- Store an event about a survey
SELECT "s"."Id"
FROM "surveys" AS "s"
WHERE "s"."Id" IN (
    SELECT "i"."value"
    FROM json_each(@ids) AS "i"
)

-- Store an event about a survey
SELECT "a"."OnceKey"
FROM "alert_events" AS "a"
WHERE "a"."Alert" = @id AND "a"."OnceKey" IN (
    SELECT "k"."value"
    FROM json_each(@keys) AS "k"
)

-- Store an event about an account
UPDATE "leases" AS "l"
SET "Position" = @p
WHERE "l"."Name" = @lease_Name AND "l"."Holder" = @lease_Holder

-- Store an event about an account
SELECT "a"."Id"
FROM "accounts" AS "a"
WHERE "a"."Id" IN (
    SELECT "i"."value"
    FROM json_each(@ids) AS "i"
)

-- Store an event about an account
SELECT EXISTS (
    SELECT 1
    FROM "tickets" AS "t"
    WHERE "t"."Account" = @account)

-- Store an event about an account
SELECT EXISTS (
    SELECT 1
    FROM "surveys" AS "s"
    WHERE "s"."Account" = @account)

-- Store an event about an account
SELECT "a"."OnceKey"
FROM "alert_events" AS "a"
WHERE "a"."Alert" = @id AND "a"."OnceKey" IN (
    SELECT "k"."value"
    FROM json_each(@keys) AS "k"
)

-- Store an event of a test
SELECT "a"."OnceKey"
FROM "alert_events" AS "a"
WHERE "a"."Alert" = @id AND "a"."OnceKey" IN (
    SELECT "k"."value"
    FROM json_each(@keys) AS "k"
)

-- Store an event of a test
INSERT INTO "alert_events" ("Alert", "AtMs", "Body", "OnceKey", "Subject", "Type")
VALUES (@p0, @p1, @p2, @p3, @p4, @p5)
RETURNING "Seq";

-- Store an event of a test
INSERT INTO "webhook_deliveries" ("Attempts", "EventSeq", "FirstAttemptMs", "LastAttemptMs", "LastError", "LastStatus", "MessageId", "NextAttemptMs", "State", "Webhook")
VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9)
RETURNING "Seq";

-- Store a delivery
INSERT INTO "webhook_deliveries" ("Attempts", "EventSeq", "FirstAttemptMs", "LastAttemptMs", "LastError", "LastStatus", "MessageId", "NextAttemptMs", "State", "Webhook")
VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9)
RETURNING "Seq";

-- Forget an alert
DELETE FROM "webhook_deliveries" AS "w"
WHERE EXISTS (
    SELECT 1
    FROM "alert_events" AS "a"
    WHERE "a"."Alert" = @alert AND "a"."Seq" = "w"."EventSeq")

-- Forget an alert
DELETE FROM "alert_events" AS "a"
WHERE "a"."Alert" = @alert

-- How alerts stand
SELECT "a"."Seq", "a"."Alert", "a"."AtMs", "a"."Body", "a"."OnceKey", "a"."Subject", "a"."Type"
FROM "alert_events" AS "a"
WHERE "a"."Seq" IN (
    SELECT MAX("a0"."Seq")
    FROM "alert_events" AS "a0"
    WHERE "a0"."Alert" IN (
        SELECT "i"."value"
        FROM json_each(@ids) AS "i"
    ) AND "a0"."Type" IN ('alert.opened', 'alert.closed')
    GROUP BY "a0"."Alert", "a0"."Subject"
)

-- What an alert has reported
SELECT "a"."Subject"
FROM "alert_events" AS "a"
WHERE "a"."Alert" = @alert_Id AND "a"."AtMs" >= @alert_MadeAtMs AND "a"."Subject" <> ''

-- How much alerts have reported
SELECT "a"."Alert", COUNT(*) AS "Count"
FROM "alert_events" AS "a"
WHERE "a"."AtMs" >= @sinceMs AND "a"."Subject" <> ''
GROUP BY "a"."Alert"

-- An alert's history
SELECT "a"."Seq", "a"."Alert", "a"."AtMs", "a"."Body", "a"."OnceKey", "a"."Subject", "a"."Type"
FROM "alert_events" AS "a"
WHERE "a"."Alert" = @alert AND "a"."Seq" < @before
ORDER BY "a"."Seq" DESC
LIMIT @p

-- What was reported last
SELECT MAX("a"."Seq")
FROM "alert_events" AS "a"

-- What was reported since
SELECT "a"."Seq", "a"."Alert", "a"."AtMs", "a"."Body", "a"."OnceKey", "a"."Subject", "a"."Type"
FROM "alert_events" AS "a"
WHERE "a"."Seq" > @seq
ORDER BY "a"."Seq"
LIMIT @p

-- Webhooks that are due
SELECT MIN("w"."Seq")
FROM "webhook_deliveries" AS "w"
WHERE "w"."State" = 0 AND NOT EXISTS (
    SELECT 1
    FROM "webhook_conditions" AS "w0"
    WHERE "w0"."Trouble" <> 0 AND "w0"."Webhook" = "w"."Webhook")
GROUP BY "w"."Webhook"

-- A webhook's first delivery
SELECT "w0"."Seq", "w0"."Attempts", "w0"."EventSeq", "w0"."FirstAttemptMs", "w0"."LastAttemptMs", "w0"."LastError", "w0"."LastStatus", "w0"."MessageId", "w0"."NextAttemptMs", "w0"."State", "w0"."Webhook", "a"."Seq", "a"."Alert", "a"."AtMs", "a"."Body", "a"."OnceKey", "a"."Subject", "a"."Type"
FROM (
    SELECT "w"."Seq", "w"."Attempts", "w"."EventSeq", "w"."FirstAttemptMs", "w"."LastAttemptMs", "w"."LastError", "w"."LastStatus", "w"."MessageId", "w"."NextAttemptMs", "w"."State", "w"."Webhook"
    FROM "webhook_deliveries" AS "w"
    WHERE "w"."State" = 0 AND "w"."Webhook" = @webhook
    ORDER BY "w"."Seq"
    LIMIT @p
) AS "w0"
LEFT JOIN "alert_events" AS "a" ON "w0"."EventSeq" = "a"."Seq"
ORDER BY "w0"."Seq"
LIMIT 2

-- Note a delivery
UPDATE "webhook_deliveries" AS "w"
SET "State" = @p,
    "Attempts" = "w"."Attempts" + 1,
    "FirstAttemptMs" = COALESCE("w"."FirstAttemptMs", @result_AtMs),
    "LastAttemptMs" = @p4,
    "NextAttemptMs" = @p5,
    "LastStatus" = @p6,
    "LastError" = NULL
WHERE "w"."Seq" = @read_Seq AND "w"."State" = 0 AND "w"."LastAttemptMs" IS NULL

-- Note a delivery
DELETE FROM "webhook_conditions" AS "w"
WHERE "w"."Webhook" = @delivery_Webhook

-- Note a failure
UPDATE "webhook_deliveries" AS "w"
SET "State" = @p,
    "Attempts" = "w"."Attempts" + 1,
    "FirstAttemptMs" = COALESCE("w"."FirstAttemptMs", @result_AtMs),
    "LastAttemptMs" = @p4,
    "NextAttemptMs" = @p5,
    "LastStatus" = @p6,
    "LastError" = @p7
WHERE "w"."Seq" = @read_Seq AND "w"."State" = 0 AND "w"."LastAttemptMs" IS NULL

-- Note a failure
SELECT "w"."Webhook", "w"."LastError", "w"."SinceMs", "w"."Trouble"
FROM "webhook_conditions" AS "w"
WHERE "w"."Webhook" = @webhook
LIMIT 2

-- Note a failure
DELETE FROM "webhook_conditions" AS "w"
WHERE "w"."Webhook" = @webhook

-- Note a failure
INSERT INTO "webhook_conditions" ("Webhook", "LastError", "SinceMs", "Trouble")
VALUES (@p0, @p1, @p2, @p3);

-- Resume a webhook
DELETE FROM "webhook_conditions" AS "w"
WHERE "w"."Webhook" = @webhook

-- Resume a webhook
UPDATE "webhook_deliveries" AS "w"
SET "State" = @p,
    "Attempts" = @p2,
    "FirstAttemptMs" = NULL,
    "NextAttemptMs" = @p4
WHERE "w"."Webhook" = @webhook AND "w"."State" = 0 AND "w"."Attempts" > 0

-- Replay a delivery
SELECT "w"."State"
FROM "webhook_deliveries" AS "w"
WHERE "w"."Webhook" = @webhook AND "w"."Seq" = @seq
LIMIT 2

-- A webhook's deliveries
SELECT "w"."Seq", "w"."Attempts", "w"."EventSeq", "w"."FirstAttemptMs", "w"."LastAttemptMs", "w"."LastError", "w"."LastStatus", "w"."MessageId", "w"."NextAttemptMs", "w"."State", "w"."Webhook", "a"."Seq", "a"."Alert", "a"."AtMs", "a"."Body", "a"."OnceKey", "a"."Subject", "a"."Type"
FROM "webhook_deliveries" AS "w"
INNER JOIN "alert_events" AS "a" ON "w"."EventSeq" = "a"."Seq"
WHERE "w"."Webhook" = @webhook AND "w"."Seq" < @before AND "w"."State" = @state
ORDER BY "w"."Seq" DESC
LIMIT @p

-- Forget a webhook
DELETE FROM "webhook_conditions" AS "w"
WHERE "w"."Webhook" = @webhook

-- Forget a webhook
DELETE FROM "webhook_deliveries" AS "w"
WHERE "w"."Webhook" = @webhook

-- Forget old deliveries
DELETE FROM "webhook_deliveries" AS "w"
WHERE EXISTS (
    SELECT 1
    FROM "alert_events" AS "a"
    WHERE "a"."Seq" = "w"."EventSeq" AND "a"."AtMs" < @ms)

-- How webhooks fare
SELECT "w"."Webhook", "w"."LastError", "w"."SinceMs", "w"."Trouble"
FROM "webhook_conditions" AS "w"

-- How webhooks fare
SELECT "w"."State", "w"."Webhook", COUNT(*) AS "Count", MIN("w"."Seq") AS "First", MAX("w"."Seq") AS "Last"
FROM "webhook_deliveries" AS "w"
WHERE "w"."State" <> 2
GROUP BY "w"."State", "w"."Webhook"

-- How webhooks fare
SELECT "w"."Seq", "w"."LastAttemptMs", "a"."AtMs"
FROM "webhook_deliveries" AS "w"
INNER JOIN "alert_events" AS "a" ON "w"."EventSeq" = "a"."Seq"
WHERE "w"."Seq" IN (
    SELECT "s"."value"
    FROM json_each(@seqs) AS "s"
)
