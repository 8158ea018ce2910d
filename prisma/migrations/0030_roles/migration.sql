-- Who may do what: custom roles, access that can be switched off in one account, and links that make or renew a sign-in.

CREATE TABLE "role" (
    "accountId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "permissions" TEXT[],
    "changedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "role_pkey" PRIMARY KEY ("accountId","id")
);

CREATE UNIQUE INDEX "role_accountId_name_key" ON "role"("accountId", "name");

CREATE TABLE "member_link" (
    "accountId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "memberId" UUID,
    "role" TEXT,
    "tokenHash" TEXT NOT NULL,
    "madeById" UUID NOT NULL,
    "madeAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "member_link_pkey" PRIMARY KEY ("accountId","id")
);

CREATE UNIQUE INDEX "member_link_accountId_kind_email_key" ON "member_link"("accountId", "kind", "email");

ALTER TABLE "membership" ADD COLUMN "disabledAt" TIMESTAMPTZ(3), ADD COLUMN "endedAt" TIMESTAMPTZ(3);

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

UPDATE "membership" SET "role" = 'super_administrator' WHERE "role" = 'administrator';

GRANT SELECT, INSERT, UPDATE, DELETE ON "role", "member_link" TO parapet_app;
ALTER TABLE "role" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "role" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
ALTER TABLE "member_link" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "member_link" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);

-- How many accounts a member belongs to: a number, and nothing about them. Row-level security shows an account its own
-- memberships only.
CREATE FUNCTION accounts_of_member(member UUID) RETURNS INTEGER
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(*)::int FROM "membership" WHERE "memberId" = member AND "endedAt" IS NULL
$$;
REVOKE ALL ON FUNCTION accounts_of_member(UUID) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_of_member(UUID) TO parapet_app;
