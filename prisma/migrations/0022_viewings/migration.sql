-- Whom an audit entry is about, so that a profile shows what was done and who looked. It is no part of the chain: what
-- was done stands in the entry itself.
ALTER TABLE "audit_entry" ADD COLUMN "personId" UUID;

-- When a member last began to look at something, so that a page that is brought up to date every minute is one entry of
-- the audit log in half an hour and not thirty.
CREATE TABLE "viewing" (
    "accountId" UUID NOT NULL,
    "memberId" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "viewing_pkey" PRIMARY KEY ("accountId","memberId","subject")
);

CREATE INDEX "audit_entry_accountId_personId_seq_idx" ON "audit_entry"("accountId", "personId", "seq");

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

UPDATE "audit_entry" SET "personId" = CASE "entity" WHEN 'person' THEN "entityId" ELSE "after"->>'personId' END::uuid
  WHERE "entity" IN ('person', 'signal');

GRANT SELECT, INSERT, UPDATE, DELETE ON "viewing" TO parapet_app;
ALTER TABLE "viewing" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "viewing" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
