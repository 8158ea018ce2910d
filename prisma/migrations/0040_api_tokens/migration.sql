-- API tokens: with which programs do what their member may. Of the token itself only a hash is kept.

CREATE TABLE "api_token" (
    "accountId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "memberId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "permissions" TEXT[],
    "tokenHash" TEXT NOT NULL,
    "ending" TEXT NOT NULL,
    "madeAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "lastUsedAt" TIMESTAMPTZ(3),
    "lastUsedFrom" TEXT,
    "revokedAt" TIMESTAMPTZ(3),
    "revokedBy" TEXT,

    CONSTRAINT "api_token_pkey" PRIMARY KEY ("accountId","id")
);

CREATE UNIQUE INDEX "api_token_accountId_tokenHash_key" ON "api_token"("accountId", "tokenHash");
CREATE INDEX "api_token_tokenHash_idx" ON "api_token"("tokenHash");
CREATE INDEX "api_token_accountId_memberId_idx" ON "api_token"("accountId", "memberId");

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

GRANT SELECT, INSERT, UPDATE, DELETE ON "api_token" TO parapet_app;
ALTER TABLE "api_token" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "api_token" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);

-- Whose account a token opens, for who has the token: its hash is the question. Before the answer no account is entered,
-- and row-level security would show nothing.
CREATE FUNCTION account_of_api_token(hash TEXT) RETURNS UUID
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT "accountId" FROM "api_token" WHERE "tokenHash" = hash
$$;
REVOKE ALL ON FUNCTION account_of_api_token(TEXT) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION account_of_api_token(TEXT) TO parapet_app;
