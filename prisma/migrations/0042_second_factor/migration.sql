-- A second factor beside the password: secrets of authenticator apps, recovery codes, sign-ins that wait for their second
-- step, and accounts that ask it of everybody.

CREATE TABLE "totp_secret" (
    "memberId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "wrappedKey" BYTEA NOT NULL,
    "ciphertext" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "confirmedAt" TIMESTAMPTZ(3),
    "lastStep" INTEGER NOT NULL DEFAULT 0,
    "lastUsedAt" TIMESTAMPTZ(3),

    CONSTRAINT "totp_secret_pkey" PRIMARY KEY ("memberId","id")
);

CREATE TABLE "recovery_code" (
    "memberId" UUID NOT NULL,
    "codeHash" TEXT NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_code_pkey" PRIMARY KEY ("memberId","codeHash")
);

CREATE TABLE "pending_sign_in" (
    "id" UUID NOT NULL,
    "secretHash" TEXT NOT NULL,
    "memberId" UUID NOT NULL,
    "sessionVersion" INTEGER NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "pending_sign_in_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "account_sign_in" (
    "accountId" UUID NOT NULL,
    "secondFactorFrom" TIMESTAMPTZ(3),

    CONSTRAINT "account_sign_in_pkey" PRIMARY KEY ("accountId")
);

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

GRANT SELECT, INSERT, UPDATE, DELETE ON "totp_secret", "recovery_code", "pending_sign_in", "account_sign_in" TO parapet_app;
ALTER TABLE "account_sign_in" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "account_sign_in" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
