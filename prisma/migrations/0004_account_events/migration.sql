-- What is done to the account itself: of nobody's score, and no person's.

CREATE TABLE "account_event" (
    "accountId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "integrationId" UUID NOT NULL,
    "rule" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "occurredAt" TIMESTAMPTZ(3) NOT NULL,
    "lastAt" TIMESTAMPTZ(3) NOT NULL,
    "raised" BOOLEAN NOT NULL,
    "sources" JSONB NOT NULL,
    "detectorVersion" TEXT NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,
    "retractedAt" TIMESTAMPTZ(3),

    CONSTRAINT "account_event_pkey" PRIMARY KEY ("accountId","id")
);

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

CREATE INDEX "account_event_newest" ON "account_event" ("accountId", "occurredAt" DESC, "id" DESC)
  WHERE "retractedAt" IS NULL AND "raised";
-- Runs that a late record may belong to.
CREATE INDEX "account_event_runs" ON "account_event" ("accountId", "integrationId", "rule", "key", "occurredAt")
  WHERE "retractedAt" IS NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON "account_event" TO parapet_app;
ALTER TABLE "account_event" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "account_event"
  USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
