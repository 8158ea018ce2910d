-- The house: accounts, integrations, signals, people, identity events, scores, audit.

-- CreateTable
CREATE TABLE "account" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "currentPolicy" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "member" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "passwordOneTime" BOOLEAN NOT NULL DEFAULT false,
    "sessionVersion" INTEGER NOT NULL DEFAULT 1,
    "disabledAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL,
    "memberId" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "sessionVersion" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_attempt" (
    "id" BIGSERIAL NOT NULL,
    "email" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "succeeded" BOOLEAN NOT NULL,

    CONSTRAINT "sign_in_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "installation" (
    "id" INTEGER NOT NULL,
    "setupTokenHash" TEXT,
    "setupTokenAt" TIMESTAMPTZ(3),

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "worker_heartbeat" (
    "id" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "worker_heartbeat_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stream_due" (
    "integrationId" UUID NOT NULL,
    "stream" TEXT NOT NULL,
    "accountId" UUID NOT NULL,
    "nextRunAt" TIMESTAMPTZ(3) NOT NULL,
    "trigger" TEXT NOT NULL DEFAULT 'schedule',
    "enqueuedAt" TIMESTAMPTZ(3),

    CONSTRAINT "stream_due_pkey" PRIMARY KEY ("integrationId","stream")
);

-- CreateTable
CREATE TABLE "membership" (
    "accountId" UUID NOT NULL,
    "memberId" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("accountId","memberId")
);

-- CreateTable
CREATE TABLE "integration" (
    "accountId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "connector" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "host" TEXT NOT NULL,
    "ikeyEnding" TEXT NOT NULL,
    "signature" TEXT NOT NULL DEFAULT 'v5',
    "state" TEXT NOT NULL DEFAULT 'enabled',
    "edition" TEXT,
    "enabledAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "keysSetAt" TIMESTAMPTZ(3) NOT NULL,
    "keysSetBy" TEXT NOT NULL,

    CONSTRAINT "integration_pkey" PRIMARY KEY ("accountId","id")
);

-- CreateTable
CREATE TABLE "integration_secret" (
    "accountId" UUID NOT NULL,
    "integrationId" UUID NOT NULL,
    "field" TEXT NOT NULL,
    "wrappedKey" BYTEA NOT NULL,
    "ciphertext" BYTEA NOT NULL,

    CONSTRAINT "integration_secret_pkey" PRIMARY KEY ("accountId","integrationId","field")
);

-- CreateTable
CREATE TABLE "stream" (
    "accountId" UUID NOT NULL,
    "integrationId" UUID NOT NULL,
    "stream" TEXT NOT NULL,
    "intervalSeconds" INTEGER NOT NULL,
    "enabledAt" TIMESTAMPTZ(3) NOT NULL,
    "lastRunAt" TIMESTAMPTZ(3),
    "lastSuccessAt" TIMESTAMPTZ(3),
    "completeUntil" TIMESTAMPTZ(3),
    "newestRecordAt" TIMESTAMPTZ(3),
    "lastFetched" INTEGER,
    "quarantined" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "retryAt" TIMESTAMPTZ(3),
    "errorCode" TEXT,
    "errorClass" TEXT,
    "errorDetail" TEXT,
    "errorFirstSeenAt" TIMESTAMPTZ(3),
    "errorLastSeenAt" TIMESTAMPTZ(3),
    "errorCount" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "stream_pkey" PRIMARY KEY ("accountId","integrationId","stream")
);

-- CreateTable
CREATE TABLE "lane" (
    "accountId" UUID NOT NULL,
    "integrationId" UUID NOT NULL,
    "stream" TEXT NOT NULL,
    "lane" TEXT NOT NULL,
    "watermark" TIMESTAMPTZ(3),
    "windowFrom" TIMESTAMPTZ(3),
    "windowTo" TIMESTAMPTZ(3),
    "nextOffset" TEXT,
    "pageAttempts" INTEGER NOT NULL DEFAULT 0,
    "fence" BIGINT NOT NULL DEFAULT 0,
    "leaseOwner" TEXT,
    "leaseUntil" TIMESTAMPTZ(3),
    "cycleAt" TIMESTAMPTZ(3),
    "pageAt" TIMESTAMPTZ(3),
    "clockOffsetMs" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "lane_pkey" PRIMARY KEY ("accountId","integrationId","stream","lane")
);

-- CreateTable
CREATE TABLE "run" (
    "accountId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "integrationId" UUID NOT NULL,
    "stream" TEXT NOT NULL,
    "lane" TEXT NOT NULL,
    "trigger" TEXT NOT NULL,
    "worker" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),
    "requests" INTEGER NOT NULL DEFAULT 0,
    "pages" INTEGER NOT NULL DEFAULT 0,
    "fetched" INTEGER NOT NULL DEFAULT 0,
    "added" INTEGER NOT NULL DEFAULT 0,
    "duplicate" INTEGER NOT NULL DEFAULT 0,
    "quarantined" INTEGER NOT NULL DEFAULT 0,
    "cursorBefore" TIMESTAMPTZ(3),
    "cursorAfter" TIMESTAMPTZ(3),
    "result" TEXT NOT NULL DEFAULT 'running',
    "errorCode" TEXT,
    "errorMessage" TEXT,
    "retryAt" TIMESTAMPTZ(3),

    CONSTRAINT "run_pkey" PRIMARY KEY ("accountId","id")
);

-- CreateTable
CREATE TABLE "signal" (
    "accountId" UUID NOT NULL,
    "occurredAt" TIMESTAMPTZ(3) NOT NULL,
    "signalKey" BYTEA NOT NULL,
    "integrationId" UUID NOT NULL,
    "stream" SMALLINT NOT NULL,
    "personId" UUID,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "username" TEXT,
    "txid" TEXT,
    "result" TEXT,
    "reason" TEXT,
    "factor" TEXT,
    "application" TEXT,
    "ip" INET,
    "country" TEXT,
    "trustLevel" TEXT,
    "dictionary" SMALLINT NOT NULL,
    "raw" BYTEA NOT NULL,

    CONSTRAINT "signal_pkey" PRIMARY KEY ("accountId","occurredAt","signalKey")
) PARTITION BY RANGE ("occurredAt");

-- CreateTable
CREATE TABLE "signal_counter" (
    "accountId" UUID NOT NULL,
    "bucket" TIMESTAMPTZ(3) NOT NULL,
    "integrationId" UUID NOT NULL,
    "stream" SMALLINT NOT NULL,
    "result" TEXT NOT NULL,
    "signals" INTEGER NOT NULL,

    CONSTRAINT "signal_counter_pkey" PRIMARY KEY ("accountId","integrationId","bucket","stream","result")
);

-- CreateTable
CREATE TABLE "quarantine" (
    "accountId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "integrationId" UUID NOT NULL,
    "stream" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "reason" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "raw" BYTEA NOT NULL,
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quarantine_pkey" PRIMARY KEY ("accountId","id")
);

-- CreateTable
CREATE TABLE "person" (
    "accountId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "username" TEXT NOT NULL,
    "email" TEXT,
    "groups" TEXT[],
    "criticality" TEXT NOT NULL DEFAULT 'standard',
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "events" INTEGER NOT NULL DEFAULT 0,
    "lastEventAt" TIMESTAMPTZ(3),

    CONSTRAINT "person_pkey" PRIMARY KEY ("accountId","id")
);

-- CreateTable
CREATE TABLE "person_alias" (
    "accountId" UUID NOT NULL,
    "integrationId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "personId" UUID NOT NULL,

    CONSTRAINT "person_alias_pkey" PRIMARY KEY ("accountId","integrationId","kind","value")
);

-- CreateTable
CREATE TABLE "identity_event" (
    "accountId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "personId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "anchor" TEXT NOT NULL,
    "integrationId" UUID NOT NULL,
    "occurredAt" TIMESTAMPTZ(3) NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,
    "retractedAt" TIMESTAMPTZ(3),
    "confidence" DOUBLE PRECISION NOT NULL,
    "verdict" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "sources" JSONB NOT NULL,
    "facts" JSONB NOT NULL,
    "detectorVersion" TEXT NOT NULL,

    CONSTRAINT "identity_event_pkey" PRIMARY KEY ("accountId","id","version")
);

-- CreateTable
CREATE TABLE "evidence" (
    "accountId" UUID NOT NULL,
    "eventId" UUID NOT NULL,
    "signalKey" BYTEA NOT NULL,
    "stream" SMALLINT NOT NULL,
    "occurredAt" TIMESTAMPTZ(3) NOT NULL,
    "sha256" BYTEA NOT NULL,
    "dictionary" SMALLINT NOT NULL,
    "raw" BYTEA NOT NULL,

    CONSTRAINT "evidence_pkey" PRIMARY KEY ("accountId","eventId","signalKey")
);

-- CreateTable
CREATE TABLE "event_counter" (
    "accountId" UUID NOT NULL,
    "bucket" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "integrationId" UUID NOT NULL,
    "events" INTEGER NOT NULL,

    CONSTRAINT "event_counter_pkey" PRIMARY KEY ("accountId","bucket","kind","integrationId")
);

-- CreateTable
CREATE TABLE "scoring_policy" (
    "accountId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "body" JSONB NOT NULL,
    "author" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "scoring_policy_pkey" PRIMARY KEY ("accountId","number")
);

-- CreateTable
CREATE TABLE "person_heat" (
    "accountId" UUID NOT NULL,
    "policy" INTEGER NOT NULL,
    "personId" UUID NOT NULL,
    "heat" DOUBLE PRECISION,

    CONSTRAINT "person_heat_pkey" PRIMARY KEY ("accountId","policy","personId")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "accountId" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actorKind" TEXT NOT NULL,
    "actorId" TEXT,
    "actorName" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "entity" TEXT NOT NULL,
    "entityId" TEXT,
    "before" JSONB,
    "after" JSONB,
    "address" TEXT,
    "previousHash" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("accountId","seq")
);

-- CreateIndex
CREATE UNIQUE INDEX "member_email_key" ON "member"("email");

-- CreateIndex
CREATE INDEX "session_memberId_idx" ON "session"("memberId");

-- CreateIndex
CREATE INDEX "sign_in_attempt_email_at_idx" ON "sign_in_attempt"("email", "at");

-- CreateIndex
CREATE INDEX "sign_in_attempt_address_at_idx" ON "sign_in_attempt"("address", "at");

-- CreateIndex
CREATE INDEX "stream_due_nextRunAt_idx" ON "stream_due"("nextRunAt");

-- CreateIndex
CREATE INDEX "membership_memberId_idx" ON "membership"("memberId");

-- CreateIndex
CREATE INDEX "run_accountId_integrationId_startedAt_id_idx" ON "run"("accountId", "integrationId", "startedAt" DESC, "id");

-- CreateIndex
CREATE INDEX "signal_accountId_personId_occurredAt_idx" ON "signal"("accountId", "personId", "occurredAt");

-- CreateIndex
CREATE UNIQUE INDEX "quarantine_accountId_integrationId_stream_hash_key" ON "quarantine"("accountId", "integrationId", "stream", "hash");

-- CreateIndex
CREATE INDEX "person_alias_accountId_personId_idx" ON "person_alias"("accountId", "personId");

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

ALTER TABLE "installation" ADD CONSTRAINT "installation_is_one_row" CHECK ("id" = 1);

-- Names are unique in an account whatever their case; one person an e-mail address in an account.
CREATE UNIQUE INDEX "integration_account_name" ON "integration" ("accountId", lower("name"));
CREATE UNIQUE INDEX "person_account_email" ON "person" ("accountId", "email") WHERE "email" IS NOT NULL;

-- The order of people by attack factor is the order by heat at any instant.
CREATE INDEX "person_heat_order" ON "person_heat" ("accountId", "policy", "heat" DESC NULLS LAST, "personId");

-- One event per person, kind and anchor stands at a time; its earlier versions stay for "as of".
CREATE UNIQUE INDEX "identity_event_standing" ON "identity_event" ("accountId", "personId", "kind", "anchor")
  WHERE "retractedAt" IS NULL;
CREATE INDEX "identity_event_newest" ON "identity_event" ("accountId", "occurredAt" DESC, "id" DESC)
  WHERE "retractedAt" IS NULL;
CREATE INDEX "identity_event_kind_newest" ON "identity_event" ("accountId", "kind", "occurredAt" DESC, "id" DESC)
  WHERE "retractedAt" IS NULL;

-- The few low assessments, so that looking for a fall of trust costs nothing where there is none.
CREATE INDEX "signal_low_trust" ON "signal" ("accountId", "personId", "occurredAt") WHERE "trustLevel" = 'LOW';

-- Rows of an integration go with it; rows of a person go with the person. Nothing refers to signals: their
-- partitions are dropped whole.
ALTER TABLE "integration_secret" ADD FOREIGN KEY ("accountId", "integrationId") REFERENCES "integration" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "stream" ADD FOREIGN KEY ("accountId", "integrationId") REFERENCES "integration" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "lane" ADD FOREIGN KEY ("accountId", "integrationId") REFERENCES "integration" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "run" ADD FOREIGN KEY ("accountId", "integrationId") REFERENCES "integration" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "quarantine" ADD FOREIGN KEY ("accountId", "integrationId") REFERENCES "integration" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "person_alias" ADD FOREIGN KEY ("accountId", "personId") REFERENCES "person" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "person_heat" ADD FOREIGN KEY ("accountId", "personId") REFERENCES "person" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "identity_event" ADD FOREIGN KEY ("accountId", "personId") REFERENCES "person" ("accountId", "id") ON DELETE CASCADE;

-- ── The application's role ──────────────────────────────────────────────────────────────────────────────────

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'parapet_app') THEN
    RAISE EXCEPTION 'The role parapet_app does not exist: create it with LOGIN and without SUPERUSER and BYPASSRLS, then migrate again.';
  END IF;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'parapet_app' AND (rolsuper OR rolbypassrls)) THEN
    RAISE EXCEPTION 'The role parapet_app must have neither SUPERUSER nor BYPASSRLS: alter it, then migrate again.';
  END IF;
END $$;

GRANT USAGE ON SCHEMA public TO parapet_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON
  "account", "member", "session", "sign_in_attempt", "installation", "worker_heartbeat", "stream_due", "membership",
  "integration", "integration_secret", "stream", "lane", "run", "signal", "signal_counter", "quarantine", "person",
  "person_alias", "identity_event", "evidence", "event_counter", "scoring_policy", "person_heat"
TO parapet_app;
-- The audit log only grows.
GRANT SELECT, INSERT ON "audit_entry" TO parapet_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO parapet_app;

-- ── The second wall: a row of another account does not exist ────────────────────────────────────────────────

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'integration', 'integration_secret', 'stream', 'lane', 'run', 'signal', 'signal_counter', 'quarantine',
    'person', 'person_alias', 'identity_event', 'evidence', 'event_counter', 'scoring_policy', 'person_heat',
    'audit_entry', 'membership'
  ] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY own_account ON %I USING ("accountId" = nullif(current_setting(''app.account_id'', true), '''')::uuid)',
      name
    );
  END LOOP;
END $$;

-- A member finds the accounts it belongs to before one is chosen.
CREATE POLICY own_memberships ON "membership" FOR SELECT
  USING ("memberId" = nullif(current_setting('app.member_id', true), '')::uuid);

-- ── Partitions of signals, a month each, made ahead ─────────────────────────────────────────────────────────

-- Made apart and then attached, so that readers and writers of other months are not held up.
CREATE FUNCTION ensure_signal_partition(month date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  first date := date_trunc('month', month)::date;
  name text := 'signal_' || to_char(first, 'YYYY_MM');
BEGIN
  IF to_regclass(name) IS NOT NULL THEN
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('ensure_signal_partition'));
  IF to_regclass(name) IS NOT NULL THEN
    RETURN;
  END IF;
  EXECUTE format('CREATE TABLE %I (LIKE "signal" INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
  EXECUTE format(
    'ALTER TABLE "signal" ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
    name, first::timestamp AT TIME ZONE 'UTC', (first + interval '1 month')::timestamp AT TIME ZONE 'UTC'
  );
END $$;
REVOKE ALL ON FUNCTION ensure_signal_partition(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ensure_signal_partition(date) TO parapet_app;

INSERT INTO "installation" ("id") VALUES (1);
