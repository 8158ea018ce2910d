-- Views of the list of people that members keep, each for themselves.

CREATE TABLE "saved_view" (
    "accountId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "memberId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "view" JSONB NOT NULL,
    "savedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "saved_view_pkey" PRIMARY KEY ("accountId","id")
);
CREATE UNIQUE INDEX "saved_view_accountId_memberId_name_key" ON "saved_view"("accountId", "memberId", "name");

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

GRANT SELECT, INSERT, UPDATE, DELETE ON "saved_view" TO parapet_app;
ALTER TABLE "saved_view" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "saved_view" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
