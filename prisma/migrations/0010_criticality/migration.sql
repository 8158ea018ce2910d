-- How much a person matters to an attacker: set for the person, or by rules for groups.

-- "criticality" stays what counts; these say where it comes from.
ALTER TABLE "person" ADD COLUMN "ownCriticality" TEXT, ADD COLUMN "criticalityGroup" TEXT;
UPDATE "person" SET "ownCriticality" = "criticality" WHERE "criticality" <> 'standard';

CREATE TABLE "group_criticality" (
    "accountId" UUID NOT NULL,
    "groupKey" TEXT NOT NULL,
    "group" TEXT NOT NULL,
    "criticality" TEXT NOT NULL,
    "setAt" TIMESTAMPTZ(3) NOT NULL,
    "setByName" TEXT NOT NULL,

    CONSTRAINT "group_criticality_pkey" PRIMARY KEY ("accountId","groupKey")
);

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

GRANT SELECT, INSERT, UPDATE, DELETE ON "group_criticality" TO parapet_app;
ALTER TABLE "group_criticality" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "group_criticality" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
