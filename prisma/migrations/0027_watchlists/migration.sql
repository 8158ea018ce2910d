-- Watchlists: people somebody keeps an eye on, named one by one or by a rule.

-- A rule is what a list of people may be narrowed to; whom it names is looked up whenever it is asked for. Null: by hand.
CREATE TABLE "watchlist" (
    "accountId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "rule" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "createdByName" TEXT NOT NULL,

    CONSTRAINT "watchlist_pkey" PRIMARY KEY ("accountId","id")
);
CREATE UNIQUE INDEX "watchlist_accountId_nameKey_key" ON "watchlist"("accountId", "nameKey");

CREATE TABLE "watchlist_member" (
    "accountId" UUID NOT NULL,
    "watchlistId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "addedAt" TIMESTAMPTZ(3) NOT NULL,
    "addedByName" TEXT NOT NULL,

    CONSTRAINT "watchlist_member_pkey" PRIMARY KEY ("accountId","watchlistId","personId")
);
CREATE INDEX "watchlist_member_accountId_personId_idx" ON "watchlist_member"("accountId", "personId");

-- What was done to many people at once is one entry of the audit log; each of them finds it by this. No part of the chain.
CREATE TABLE "audit_entry_person" (
    "accountId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "seq" BIGINT NOT NULL,

    CONSTRAINT "audit_entry_person_pkey" PRIMARY KEY ("accountId","personId","seq")
);

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

ALTER TABLE "watchlist_member" ADD FOREIGN KEY ("accountId", "watchlistId") REFERENCES "watchlist" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "watchlist_member" ADD FOREIGN KEY ("accountId", "personId") REFERENCES "person" ("accountId", "id") ON DELETE CASCADE;
GRANT SELECT, INSERT, UPDATE, DELETE ON "watchlist", "watchlist_member" TO parapet_app;
GRANT SELECT, INSERT ON "audit_entry_person" TO parapet_app;
ALTER TABLE "watchlist" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "watchlist" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
ALTER TABLE "watchlist_member" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "watchlist_member" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
ALTER TABLE "audit_entry_person" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "audit_entry_person" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
