-- Pushes of an account by quarter of an hour: what tells an outage from an attack is counted as it comes, never re-read.

CREATE TABLE "push_quarter" (
    "accountId" UUID NOT NULL,
    "quarter" INTEGER NOT NULL,
    "pushes" INTEGER NOT NULL,
    "failing" INTEGER NOT NULL,
    "names" TEXT[],

    CONSTRAINT "push_quarter_pkey" PRIMARY KEY ("accountId","quarter")
);

-- By hand from here.

INSERT INTO "push_quarter" ("accountId", "quarter", "pushes", "failing", "names")
SELECT "accountId", floor(extract(epoch FROM "occurredAt") / 900)::int, count(*),
  count(*) FILTER (WHERE "result" IS DISTINCT FROM 'success'),
  (array_agg(DISTINCT lower("username")) FILTER (WHERE "username" IS NOT NULL))[1:100]
FROM "signal" WHERE "factor" IN ('duo_push', 'verified_duo_push') GROUP BY 1, 2;

-- Names are kept up to a hundred: no setting asks for more.
UPDATE "detector_settings" SET "thresholds" = jsonb_set("thresholds", '{outagePeople}', '100')
WHERE ("thresholds"->>'outagePeople')::int > 100;

GRANT SELECT, INSERT, UPDATE, DELETE ON "push_quarter" TO parapet_app;

ALTER TABLE "push_quarter" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "push_quarter" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
