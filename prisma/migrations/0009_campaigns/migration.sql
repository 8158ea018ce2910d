-- Campaigns: what one network does to several people within a stretch of time, with who looks after it.

CREATE TABLE "campaign" (
    "accountId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "network" TEXT NOT NULL,
    "firstAt" TIMESTAMPTZ(3) NOT NULL,
    "lastAt" TIMESTAMPTZ(3) NOT NULL,
    "foundAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "mergedInto" UUID,
    "outcome" TEXT NOT NULL,
    "events" INTEGER NOT NULL,
    "people" INTEGER NOT NULL,
    "unknownNames" INTEGER NOT NULL,
    "kinds" TEXT[],
    "city" TEXT,
    "country" TEXT,
    "state" TEXT NOT NULL DEFAULT 'open',
    "stateAt" TIMESTAMPTZ(3),
    "stateByName" TEXT,
    "ownerId" UUID,
    "note" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "campaign_pkey" PRIMARY KEY ("accountId","id")
);

CREATE TABLE "campaign_due" (
    "accountId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "network" TEXT NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL,
    "to" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "campaign_due_pkey" PRIMARY KEY ("accountId","id")
);

ALTER TABLE "identity_event" ADD COLUMN "network" TEXT;

CREATE INDEX "campaign_accountId_network_firstAt_idx" ON "campaign"("accountId", "network", "firstAt");
CREATE INDEX "campaign_accountId_lastAt_id_idx" ON "campaign"("accountId", "lastAt" DESC, "id" DESC);

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

-- Counted for the menu of every page.
CREATE INDEX "campaign_open" ON "campaign" ("accountId")
  WHERE "state" <> 'closed' AND "endedAt" IS NULL AND "mergedInto" IS NULL;

-- What events that are stored already came from, as `campaignNetworkOf` says it: the /24 or /48 of a public address. The
-- address of a bypass is its administrator's.
UPDATE "identity_event" SET "network" = CASE family(("facts"->>'ip')::inet)
    WHEN 4 THEN network(set_masklen(("facts"->>'ip')::inet, 24))::text
    ELSE (SELECT string_agg(to_hex(('x' || substr(encode(inet_send(("facts"->>'ip')::inet), 'hex'), 9 + 4 * g, 4))::bit(16)::int), ':' ORDER BY g)
      FROM generate_series(0, 2) AS g) || '::/48' END
  WHERE "facts"->>'ip' IS NOT NULL AND "kind" <> 'bypass_enabled'
    AND NOT ("facts"->>'ip')::inet <<= ANY(ARRAY['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8',
      '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16', '::/3', 'fc00::/7', 'fe80::/10']::inet[]);
CREATE INDEX "identity_event_network" ON "identity_event" ("accountId", "network", "occurredAt")
  WHERE "network" IS NOT NULL AND "retractedAt" IS NULL;
INSERT INTO "campaign_due" ("accountId", "id", "network", "from", "to")
  SELECT "accountId", gen_random_uuid(), "network", min("occurredAt"), max("occurredAt")
  FROM "identity_event" WHERE "network" IS NOT NULL AND "retractedAt" IS NULL GROUP BY 1, 3;
INSERT INTO "campaign_due" ("accountId", "id", "network", "from", "to")
  SELECT "accountId", gen_random_uuid(), "network", min("firstAt"), max("lastAt") FROM "source_attack" GROUP BY 1, 3;

GRANT SELECT, INSERT, UPDATE, DELETE ON "campaign", "campaign_due" TO parapet_app;
ALTER TABLE "campaign" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "campaign" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
ALTER TABLE "campaign_due" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "campaign_due" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
