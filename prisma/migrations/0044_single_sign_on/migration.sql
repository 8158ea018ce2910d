-- Single sign-on by OpenID Connect: the provider of an account, whose address at it is which member, and sign-ins under way.

CREATE TABLE "single_sign_on" (
    "accountId" UUID NOT NULL,
    "issuer" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "wrappedKey" BYTEA NOT NULL,
    "ciphertext" BYTEA NOT NULL,
    "groupsClaim" TEXT NOT NULL,
    "mappings" JSONB NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,
    "changedBy" TEXT NOT NULL,

    CONSTRAINT "single_sign_on_pkey" PRIMARY KEY ("accountId")
);

CREATE TABLE "single_sign_on_member" (
    "accountId" UUID NOT NULL,
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "memberId" UUID NOT NULL,

    CONSTRAINT "single_sign_on_member_pkey" PRIMARY KEY ("accountId","issuer","subject")
);

CREATE TABLE "sign_in_domain" (
    "domain" TEXT NOT NULL,
    "accountId" UUID NOT NULL,

    CONSTRAINT "sign_in_domain_pkey" PRIMARY KEY ("domain")
);

CREATE INDEX "sign_in_domain_accountId_idx" ON "sign_in_domain"("accountId");

CREATE TABLE "single_sign_on_state" (
    "id" UUID NOT NULL,
    "secretHash" TEXT NOT NULL,
    "accountId" UUID NOT NULL,
    "next" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "single_sign_on_state_pkey" PRIMARY KEY ("id")
);

-- A session that an account's own provider began stays in that account.
ALTER TABLE "session" ADD COLUMN "boundToAccount" BOOLEAN NOT NULL DEFAULT false;

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

GRANT SELECT, INSERT, UPDATE, DELETE ON
  "single_sign_on", "single_sign_on_member", "sign_in_domain", "single_sign_on_state" TO parapet_app;
ALTER TABLE "single_sign_on" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "single_sign_on" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
ALTER TABLE "single_sign_on_member" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "single_sign_on_member" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
