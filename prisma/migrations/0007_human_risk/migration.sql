-- The human risk score: what it rests on, what it was on each day, and whose is to be reckoned anew.

CREATE TABLE "human_risk_day" (
    "accountId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "day" TIMESTAMPTZ(3) NOT NULL,
    "score" DOUBLE PRECISION,
    "categories" JSONB NOT NULL,
    "enrolment" TEXT,
    "strength" TEXT,
    "devices" TEXT[],
    "newest" BOOLEAN NOT NULL,

    CONSTRAINT "human_risk_day_pkey" PRIMARY KEY ("accountId","personId","day")
);

CREATE TABLE "human_risk_due" (
    "accountId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "factors" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "human_risk_due_pkey" PRIMARY KEY ("accountId","personId")
);

CREATE TABLE "human_risk_sweep" (
    "accountId" UUID NOT NULL,
    "day" TIMESTAMPTZ(3) NOT NULL,
    "software" JSONB NOT NULL,

    CONSTRAINT "human_risk_sweep_pkey" PRIMARY KEY ("accountId")
);

CREATE TABLE "person_factor" (
    "accountId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "integrationId" UUID NOT NULL,
    "factor" TEXT NOT NULL,
    "lastDay" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "person_factor_pkey" PRIMARY KEY ("accountId","personId","integrationId","factor")
);

CREATE TABLE "risk_evidence" (
    "accountId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "category" TEXT NOT NULL,
    "day" TIMESTAMPTZ(3) NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,
    "note" TEXT,
    "importedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "risk_evidence_pkey" PRIMARY KEY ("accountId","personId","category","day")
);

CREATE TABLE "access_denial_counter" (
    "accountId" UUID NOT NULL,
    "integrationId" UUID NOT NULL,
    "bucket" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "application" TEXT NOT NULL,
    "denials" INTEGER NOT NULL,

    CONSTRAINT "access_denial_counter_pkey" PRIMARY KEY ("accountId","integrationId","bucket","reason","application")
);

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

-- One row of a person is the newest; their order by it is an index, as the order by heat is. What the dashboard counts is
-- in it, so that counting reads no categories.
CREATE UNIQUE INDEX "human_risk_newest" ON "human_risk_day" ("accountId", "personId") WHERE "newest";
CREATE INDEX "human_risk_order" ON "human_risk_day" ("accountId", "score" DESC NULLS LAST, "personId")
  INCLUDE ("enrolment", "strength", "devices") WHERE "newest";

ALTER TABLE "human_risk_day" ADD FOREIGN KEY ("accountId", "personId") REFERENCES "person" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "human_risk_due" ADD FOREIGN KEY ("accountId", "personId") REFERENCES "person" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "person_factor" ADD FOREIGN KEY ("accountId", "personId") REFERENCES "person" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "person_factor" ADD FOREIGN KEY ("accountId", "integrationId") REFERENCES "integration" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "risk_evidence" ADD FOREIGN KEY ("accountId", "personId") REFERENCES "person" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "access_denial_counter" ADD FOREIGN KEY ("accountId", "integrationId") REFERENCES "integration" ("accountId", "id") ON DELETE CASCADE;

GRANT SELECT, INSERT, UPDATE, DELETE ON
  "human_risk_day", "human_risk_due", "human_risk_sweep", "person_factor", "risk_evidence", "access_denial_counter"
TO parapet_app;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'human_risk_day', 'human_risk_due', 'human_risk_sweep', 'person_factor', 'risk_evidence', 'access_denial_counter'
  ] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY own_account ON %I USING ("accountId" = nullif(current_setting(''app.account_id'', true), '''')::uuid)',
      name
    );
  END LOOP;
END $$;

-- What was collected before: factors in use, without sign-ins that an identity event rests on, and denials by policy.
INSERT INTO "person_factor" ("accountId", "personId", "integrationId", "factor", "lastDay")
SELECT s."accountId", s."personId", s."integrationId", s."factor",
  max(date_trunc('day', s."occurredAt", 'UTC'))
FROM "signal" s
JOIN "person" p ON p."accountId" = s."accountId" AND p."id" = s."personId"
JOIN "integration" i ON i."accountId" = s."accountId" AND i."id" = s."integrationId"
WHERE s."result" = 'success' AND s."factor" IS NOT NULL AND s."backfill" IS NOT TRUE
  AND s."occurredAt" >= now() - interval '91 days'
  AND NOT EXISTS (
    SELECT FROM "identity_event" e
    WHERE e."accountId" = s."accountId" AND e."personId" = s."personId" AND e."retractedAt" IS NULL
      AND (e."disposition" IS NULL OR e."disposition" = 'confirmed')
      AND (e."anchor" = 'tx:' || s."integrationId" || ':' || s."txid"
        OR e."sources" @> jsonb_build_array(jsonb_build_object('signalKey', encode(s."signalKey", 'hex')))))
GROUP BY 1, 2, 3, 4;

INSERT INTO "access_denial_counter" ("accountId", "integrationId", "bucket", "reason", "application", "denials")
SELECT s."accountId", s."integrationId",
  to_timestamp(floor(extract(epoch FROM s."occurredAt") / 900) * 900), s."reason", coalesce(s."application", ''),
  count(*)::int
FROM "signal" s
JOIN "integration" i ON i."accountId" = s."accountId" AND i."id" = s."integrationId"
WHERE s."result" = 'denied' AND s."backfill" IS NOT TRUE AND s."reason" IN (
  'denied_by_policy', 'location_restricted', 'factor_restricted', 'platform_restricted', 'version_restricted',
  'software_restricted', 'out_of_date', 'denied_network', 'anonymous_ip', 'deny_unenrolled_user',
  'user_not_in_permitted_group', 'rooted_device', 'no_screen_lock', 'touch_id_disabled', 'no_disk_encryption',
  'invalid_device', 'endpoint_is_not_trusted', 'endpoint_is_not_in_management_system',
  'endpoint_failed_google_verification', 'could_not_determine_if_endpoint_was_trusted',
  'no_duo_certificate_present', 'user_provided_invalid_certificate',
  'invalid_management_certificate_collection_state', 'no_referring_hostname_provided',
  'invalid_referring_hostname_provided', 'no_web_referer_match')
GROUP BY 1, 2, 3, 4, 5;
