-- The account's own notice on monitoring: what its versions say, and who accepted them. Nobody is shown before.

CREATE TABLE "monitoring_notice" (
    "accountId" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "asksAgain" BOOLEAN NOT NULL,
    "writtenAt" TIMESTAMPTZ(3) NOT NULL,
    "writtenByName" TEXT NOT NULL,
    "acceptedAt" TIMESTAMPTZ(3),
    "acceptedByName" TEXT,

    CONSTRAINT "monitoring_notice_pkey" PRIMARY KEY ("accountId","version")
);

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

GRANT SELECT, INSERT, UPDATE, DELETE ON "monitoring_notice" TO parapet_app;
ALTER TABLE "monitoring_notice" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "monitoring_notice" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
