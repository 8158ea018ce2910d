-- What counted of people before it changed, so that a past profile is multiplied by what was in force then.

-- A row says what counted until an instant. What counts since the last of them, or always where there is none, stands
-- beside the person, so that nobody needs a row to begin with.
CREATE TABLE "criticality_change" (
    "accountId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "criticality" TEXT NOT NULL,
    "own" BOOLEAN NOT NULL,
    "group" TEXT,

    CONSTRAINT "criticality_change_pkey" PRIMARY KEY ("accountId","personId","until")
);

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

ALTER TABLE "criticality_change" ADD FOREIGN KEY ("accountId", "personId")
    REFERENCES "person" ("accountId", "id") ON DELETE CASCADE;
GRANT SELECT, INSERT, UPDATE, DELETE ON "criticality_change" TO parapet_app;
ALTER TABLE "criticality_change" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "criticality_change" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);

-- The register asks which networks many people used lately; nearly all are somebody's home. Three is the least that a
-- setting can ask for.
CREATE INDEX "network_use_of_many" ON "network_use" ("accountId", "day", "source") WHERE cardinality("people") >= 3;

-- And which bursts were taken for a client that retries by itself.
CREATE INDEX "identity_event_retry_loop" ON "identity_event" ("accountId", "occurredAt")
    WHERE "kind" = 'push_harassment' AND "retractedAt" IS NULL AND "facts"->'measured'->>'retryLoop' = 'true';
