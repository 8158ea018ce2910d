-- Every stream of a connector with its lanes: one lease and one pace-keeper a stream, one cursor a lane.

ALTER TABLE "stream_due" DROP COLUMN "trigger";

ALTER TABLE "integration"
  ADD COLUMN "retentionDays" INTEGER,
  ADD COLUMN "stateChangedAt" TIMESTAMPTZ(3);

ALTER TABLE "stream"
  ADD COLUMN "enabled" BOOLEAN NOT NULL DEFAULT true,
  ADD COLUMN "fence" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "leaseOwner" TEXT,
  ADD COLUMN "leaseUntil" TIMESTAMPTZ(3),
  ADD COLUMN "leaseLane" TEXT,
  ADD COLUMN "pageAt" TIMESTAMPTZ(3),
  ADD COLUMN "holdUntil" TIMESTAMPTZ(3),
  ADD COLUMN "clockOffsetMs" INTEGER NOT NULL DEFAULT 0;

-- Numbers go on where they were, so that a worker of the version before cannot write under an equal one.
UPDATE "stream" s SET "fence" = l."fence" + 1, "pageAt" = l."pageAt", "clockOffsetMs" = l."clockOffsetMs"
FROM "lane" l WHERE l."accountId" = s."accountId" AND l."integrationId" = s."integrationId"
  AND l."stream" = s."stream" AND l."lane" = 'live';

ALTER TABLE "lane"
  DROP COLUMN "fence", DROP COLUMN "leaseOwner", DROP COLUMN "leaseUntil", DROP COLUMN "pageAt",
  DROP COLUMN "clockOffsetMs",
  ADD COLUMN "dueAt" TIMESTAMPTZ(3),
  ADD COLUMN "trigger" TEXT NOT NULL DEFAULT 'schedule',
  ADD COLUMN "failures" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "goalFrom" TIMESTAMPTZ(3),
  ADD COLUMN "goalTo" TIMESTAMPTZ(3),
  ADD COLUMN "runId" UUID;
UPDATE "lane" SET "dueAt" = now();

ALTER TABLE "run"
  ADD COLUMN "updated" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "note" TEXT,
  ADD COLUMN "log" JSONB NOT NULL DEFAULT '[]';

ALTER TABLE "signal" ADD COLUMN "action" TEXT, ADD COLUMN "actor" TEXT, ADD COLUMN "backfill" BOOLEAN;

ALTER TABLE "person"
  ADD COLUMN "status" TEXT,
  ADD COLUMN "enrolled" BOOLEAN,
  ADD COLUMN "lastLoginAt" TIMESTAMPTZ(3),
  ADD COLUMN "inDirectorySince" TIMESTAMPTZ(3),
  ADD COLUMN "leftDirectoryAt" TIMESTAMPTZ(3);

CREATE TABLE "directory_object" (
    "accountId" UUID NOT NULL,
    "integrationId" UUID NOT NULL,
    "part" TEXT NOT NULL,
    "objectId" TEXT NOT NULL,
    "personId" UUID,
    "name" TEXT,
    "facts" JSONB NOT NULL,
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,
    "goneAt" TIMESTAMPTZ(3),

    CONSTRAINT "directory_object_pkey" PRIMARY KEY ("accountId","integrationId","part","objectId")
);

CREATE TABLE "directory_sweep" (
    "accountId" UUID NOT NULL,
    "integrationId" UUID NOT NULL,
    "part" TEXT NOT NULL,
    "firstAt" TIMESTAMPTZ(3) NOT NULL,
    "lastAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "directory_sweep_pkey" PRIMARY KEY ("accountId","integrationId","part")
);

CREATE TABLE "directory_change" (
    "accountId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "integrationId" UUID NOT NULL,
    "part" TEXT NOT NULL,
    "objectId" TEXT NOT NULL,
    "personId" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "field" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,

    CONSTRAINT "directory_change_pkey" PRIMARY KEY ("accountId","id")
);

CREATE TABLE "account_figures" (
    "accountId" UUID NOT NULL,
    "integrationId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "body" JSONB NOT NULL,

    CONSTRAINT "account_figures_pkey" PRIMARY KEY ("accountId","integrationId","at")
);

CREATE TABLE "gap" (
    "accountId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "integrationId" UUID NOT NULL,
    "stream" TEXT NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL,
    "to" TIMESTAMPTZ(3) NOT NULL,
    "cause" TEXT NOT NULL,
    "foundAt" TIMESTAMPTZ(3) NOT NULL,
    "refilledAt" TIMESTAMPTZ(3),

    CONSTRAINT "gap_pkey" PRIMARY KEY ("accountId","id")
);

CREATE TABLE "inbound_delivery" (
    "accountId" UUID NOT NULL,
    "integrationId" UUID NOT NULL,
    "deliveryKey" TEXT NOT NULL,
    "bodyHash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "answer" JSONB NOT NULL,

    CONSTRAINT "inbound_delivery_pkey" PRIMARY KEY ("accountId","integrationId","deliveryKey")
);

CREATE TABLE "credential_use" (
    "accountId" UUID NOT NULL,
    "integrationId" UUID NOT NULL,
    "process" TEXT NOT NULL,
    "firstAt" TIMESTAMPTZ(3) NOT NULL,
    "lastAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "credential_use_pkey" PRIMARY KEY ("accountId","integrationId","process")
);

CREATE INDEX "directory_object_accountId_personId_idx" ON "directory_object"("accountId", "personId");
-- Merging two people reads every version of their events, and so does the removal of a person.
CREATE INDEX "identity_event_accountId_personId_idx" ON "identity_event"("accountId", "personId");
CREATE INDEX "directory_change_accountId_personId_at_idx" ON "directory_change"("accountId", "personId", "at");
CREATE UNIQUE INDEX "gap_accountId_integrationId_stream_from_to_cause_key" ON "gap"("accountId", "integrationId", "stream", "from", "to", "cause");
CREATE INDEX "inbound_delivery_accountId_at_idx" ON "inbound_delivery"("accountId", "at");

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

-- A deleted integration whose events are kept stays as a row; its name is free again.
DROP INDEX "integration_account_name";
CREATE UNIQUE INDEX "integration_account_name" ON "integration" ("accountId", lower("name"))
  WHERE "state" NOT IN ('deleted', 'purging');

ALTER TABLE "directory_object" ADD FOREIGN KEY ("accountId", "integrationId") REFERENCES "integration" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "directory_sweep" ADD FOREIGN KEY ("accountId", "integrationId") REFERENCES "integration" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "directory_change" ADD FOREIGN KEY ("accountId", "integrationId") REFERENCES "integration" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "account_figures" ADD FOREIGN KEY ("accountId", "integrationId") REFERENCES "integration" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "gap" ADD FOREIGN KEY ("accountId", "integrationId") REFERENCES "integration" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "inbound_delivery" ADD FOREIGN KEY ("accountId", "integrationId") REFERENCES "integration" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "credential_use" ADD FOREIGN KEY ("accountId", "integrationId") REFERENCES "integration" ("accountId", "id") ON DELETE CASCADE;

GRANT SELECT, INSERT, UPDATE, DELETE ON
  "directory_object", "directory_sweep", "directory_change", "account_figures", "gap", "inbound_delivery", "credential_use"
TO parapet_app;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'directory_object', 'directory_sweep', 'directory_change', 'account_figures', 'gap', 'inbound_delivery', 'credential_use'
  ] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY own_account ON %I USING ("accountId" = nullif(current_setting(''app.account_id'', true), '''')::uuid)',
      name
    );
  END LOOP;
END $$;

-- Each key, and each username alone, has the address that is current for it: equal ones make one person.
ALTER TABLE "person_alias" ADD COLUMN "email" TEXT, ADD COLUMN "emailAt" TIMESTAMPTZ(3);
CREATE INDEX "person_alias_email" ON "person_alias" ("accountId", "email") WHERE "email" IS NOT NULL;
UPDATE "person_alias" a SET "email" = p."email", "emailAt" = p."lastSeenAt" FROM "person" p
WHERE p."accountId" = a."accountId" AND p."id" = a."personId" AND p."email" IS NOT NULL AND a."kind" = 'key';

-- People were found by the vendor's key alone; now by username and by the address they have, too.
INSERT INTO "person_alias" ("accountId", "integrationId", "kind", "value", "personId")
SELECT DISTINCT ON (a."accountId", a."integrationId", n."kind", n."value")
  a."accountId", a."integrationId", n."kind", n."value", p."id"
FROM "person_alias" a
JOIN "person" p ON p."accountId" = a."accountId" AND p."id" = a."personId"
CROSS JOIN LATERAL (VALUES ('username', lower(p."username")), ('email', p."email")) AS n("kind", "value")
WHERE a."kind" = 'key' AND n."value" <> ''
ORDER BY a."accountId", a."integrationId", n."kind", n."value", p."lastSeenAt" DESC, p."id"
ON CONFLICT DO NOTHING;

-- Integrations of the version before have one stream with one lane. They get the other lanes as they begin in this
-- version (a re-read is due after its own interval), and the other streams switched off, until a member wants them.
INSERT INTO "lane" ("accountId", "integrationId", "stream", "lane", "dueAt")
SELECT s."accountId", s."integrationId", s."stream", n."lane", now() + n."every"
FROM "stream" s
JOIN "integration" i ON i."accountId" = s."accountId" AND i."id" = s."integrationId" AND i."connector" = 'cisco-duo'
CROSS JOIN (VALUES ('reread_short', interval '1 hour'), ('reread_long', interval '1 day'), ('repull', NULL),
  ('backfill', NULL)) AS n("lane", "every")
WHERE s."stream" = 'authentication'
ON CONFLICT DO NOTHING;

INSERT INTO "stream" ("accountId", "integrationId", "stream", "intervalSeconds", "enabled", "enabledAt")
SELECT i."accountId", i."id", n."stream", n."interval", false, i."enabledAt"
FROM "integration" i
CROSS JOIN (VALUES ('activity', 300), ('telephony', 300), ('administrator', 3600), ('offline_enrollment', 3600),
  ('trust_monitor', 300), ('directory', 21600), ('summary', 86400)) AS n("stream", "interval")
WHERE i."connector" = 'cisco-duo'
ON CONFLICT DO NOTHING;
