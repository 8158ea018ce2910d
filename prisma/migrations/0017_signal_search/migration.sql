-- What a search of raw records looks its words up in: the few values that signals have, with how many have each, by UTC
-- day counted from 1970. `all` counts every signal.

CREATE TABLE "signal_value" (
    "accountId" UUID NOT NULL,
    "field" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "day" INTEGER NOT NULL,
    "integrationId" UUID NOT NULL,
    "stream" SMALLINT NOT NULL,
    "signals" INTEGER NOT NULL,

    CONSTRAINT "signal_value_pkey" PRIMARY KEY ("accountId","field","value","day","integrationId","stream")
);

-- Searches that a member keeps by name.

CREATE TABLE "saved_search" (
    "accountId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "memberId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "q" TEXT NOT NULL,
    "since" TEXT,
    "from" TIMESTAMPTZ(3),
    "to" TIMESTAMPTZ(3),
    "savedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "saved_search_pkey" PRIMARY KEY ("accountId","id")
);

CREATE UNIQUE INDEX "saved_search_accountId_memberId_name_key" ON "saved_search"("accountId", "memberId", "name");

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

INSERT INTO "signal_value" ("accountId", "field", "value", "day", "integrationId", "stream", "signals")
SELECT s."accountId", v."field", v."value", floor(extract(epoch FROM s."occurredAt") / 86400)::int, s."integrationId",
  s."stream", count(*)
FROM "signal" s CROSS JOIN LATERAL (VALUES ('all', ''), ('result', s."result"), ('reason', s."reason"),
  ('factor', s."factor"), ('application', s."application"), ('country', s."country"), ('action', s."action"),
  ('actor', s."actor")) AS v("field", "value")
WHERE v."value" IS NOT NULL AND length(v."value") <= 200
GROUP BY 1, 2, 3, 4, 5, 6;

GRANT SELECT, INSERT, UPDATE, DELETE ON "signal_value", "saved_search" TO parapet_app;
ALTER TABLE "signal_value" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "signal_value" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
ALTER TABLE "saved_search" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "saved_search" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
