-- What analysts decide of events, and which decision each event stands under.

CREATE TABLE "disposition" (
    "accountId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "verdict" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "eventId" UUID,
    "personId" UUID,
    "kind" TEXT,
    "network" INET,
    "application" TEXT,
    "breadth" SMALLINT NOT NULL,
    "reason" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "createdById" UUID,
    "createdByName" TEXT NOT NULL,
    "approvedAt" TIMESTAMPTZ(3),
    "approvedById" UUID,
    "approvedByName" TEXT,
    "undoneAt" TIMESTAMPTZ(3),
    "undoneById" UUID,
    "undoneByName" TEXT,

    CONSTRAINT "disposition_pkey" PRIMARY KEY ("accountId","id")
);

ALTER TABLE "identity_event" ADD COLUMN "dispositionId" UUID, ADD COLUMN "disposition" TEXT;

CREATE INDEX "disposition_accountId_eventId_idx" ON "disposition"("accountId", "eventId");
CREATE INDEX "disposition_accountId_personId_idx" ON "disposition"("accountId", "personId");
CREATE INDEX "disposition_accountId_createdAt_id_idx" ON "disposition"("accountId", "createdAt" DESC, "id" DESC);

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

-- The few that reach everybody are looked at for every event that is written.
CREATE INDEX "disposition_account_wide" ON "disposition" ("accountId", "breadth")
  WHERE "scope" IN ('network', 'application') AND "approvedAt" IS NOT NULL AND "undoneAt" IS NULL;
CREATE INDEX "identity_event_disposition" ON "identity_event" ("accountId", "dispositionId")
  WHERE "dispositionId" IS NOT NULL;

-- A decision about a person goes with the person.
ALTER TABLE "disposition" ADD FOREIGN KEY ("accountId", "personId") REFERENCES "person" ("accountId", "id") ON DELETE CASCADE;

GRANT SELECT, INSERT, UPDATE, DELETE ON "disposition" TO parapet_app;
ALTER TABLE "disposition" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "disposition" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
