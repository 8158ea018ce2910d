-- How long an account keeps each kind of data, in days; null keeps it.

CREATE TABLE "retention" (
    "accountId" UUID NOT NULL,
    "recordDays" INTEGER,
    "runDays" INTEGER,
    "quarantineDays" INTEGER,
    "directoryDays" INTEGER,
    "setAt" TIMESTAMPTZ(3) NOT NULL,
    "setByName" TEXT NOT NULL,

    CONSTRAINT "retention_pkey" PRIMARY KEY ("accountId")
);

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

GRANT SELECT, INSERT, UPDATE, DELETE ON "retention" TO parapet_app;
ALTER TABLE "retention" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "retention" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
