-- How many more or fewer people stand under each mark of posture since a UTC day: a state, or a behavior for those who do
-- not stand best in it. Summed up to a day they are the counts of that day, so a trend reads no scores.

CREATE TABLE "posture_change" (
    "accountId" UUID NOT NULL,
    "day" TIMESTAMPTZ(3) NOT NULL,
    "mark" TEXT NOT NULL,
    "people" INTEGER NOT NULL,

    CONSTRAINT "posture_change_pkey" PRIMARY KEY ("accountId","day","mark")
);

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

GRANT SELECT, INSERT, UPDATE, DELETE ON "posture_change" TO parapet_app;
ALTER TABLE "posture_change" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "posture_change" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);

CREATE FUNCTION posture_marks(enrolment text, strength text, devices text[]) RETURNS SETOF text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT m FROM (
    SELECT enrolment UNION ALL SELECT strength UNION ALL SELECT unnest(devices)
    UNION ALL SELECT 'mfa_enrolment' WHERE enrolment <> 'enrolled'
    UNION ALL SELECT 'authenticator_strength' WHERE strength <> 'resistant'
    UNION ALL SELECT 'device_health' WHERE EXISTS (SELECT FROM unnest(devices) d WHERE d <> 'healthy')
  ) marks(m) WHERE m IS NOT NULL
$$;

INSERT INTO "posture_change" ("accountId", "day", "mark", "people")
SELECT "accountId", "day", mark, sum(people) FROM (
  SELECT h."accountId", h."day", m AS mark, 1 AS people
  FROM "human_risk_day" h, posture_marks(h."enrolment", h."strength", h."devices") m
  UNION ALL
  SELECT n."accountId", n."day", m, -1
  FROM "human_risk_day" n
  CROSS JOIN LATERAL (SELECT o.* FROM "human_risk_day" o WHERE o."accountId" = n."accountId" AND o."personId" = n."personId"
    AND o."day" < n."day" ORDER BY o."day" DESC LIMIT 1) o, posture_marks(o."enrolment", o."strength", o."devices") m
) changes GROUP BY 1, 2, 3 HAVING sum(people) <> 0;

-- Kept by the rows of scores themselves, whoever writes them or removes a person: what a row says, less what the row
-- before it of the same person said.

CREATE FUNCTION posture_days_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "posture_change" AS c ("accountId", "day", "mark", "people")
  SELECT "accountId", "day", mark, sum(people) FROM (
    SELECT n."accountId", n."day", m AS mark, 1 AS people
    FROM added n, posture_marks(n."enrolment", n."strength", n."devices") m
    UNION ALL
    SELECT n."accountId", n."day", m, -1 FROM added n
    CROSS JOIN LATERAL (SELECT o.* FROM "human_risk_day" o WHERE o."accountId" = n."accountId"
      AND o."personId" = n."personId" AND o."day" < n."day" ORDER BY o."day" DESC LIMIT 1) o,
      posture_marks(o."enrolment", o."strength", o."devices") m
  ) changes GROUP BY 1, 2, 3 HAVING sum(people) <> 0 ORDER BY 1, 2, 3
  ON CONFLICT ("accountId", "day", "mark") DO UPDATE SET "people" = c."people" + excluded."people";
  RETURN NULL;
END
$$;

CREATE FUNCTION posture_days_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "posture_change" AS c ("accountId", "day", "mark", "people")
  SELECT "accountId", "day", mark, sum(people) FROM (
    SELECT n."accountId", n."day", m AS mark, 1 AS people
    FROM after_change n, posture_marks(n."enrolment", n."strength", n."devices") m
    UNION ALL
    SELECT o."accountId", o."day", m, -1
    FROM before_change o, posture_marks(o."enrolment", o."strength", o."devices") m
  ) changes GROUP BY 1, 2, 3 HAVING sum(people) <> 0 ORDER BY 1, 2, 3
  ON CONFLICT ("accountId", "day", "mark") DO UPDATE SET "people" = c."people" + excluded."people";
  RETURN NULL;
END
$$;

-- A person goes with all their days: as if they had never been, as the counts of people have it.
CREATE FUNCTION posture_days_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "posture_change" AS c ("accountId", "day", "mark", "people")
  SELECT "accountId", "day", mark, sum(people) FROM (
    SELECT o."accountId", o."day", m AS mark, -1 AS people
    FROM removed o, posture_marks(o."enrolment", o."strength", o."devices") m
    UNION ALL
    SELECT o."accountId", o."next", m, 1 FROM (SELECT r.*, lead(r."day") OVER (PARTITION BY r."accountId", r."personId"
      ORDER BY r."day") AS "next" FROM removed r) o, posture_marks(o."enrolment", o."strength", o."devices") m
    WHERE o."next" IS NOT NULL
  ) changes GROUP BY 1, 2, 3 HAVING sum(people) <> 0 ORDER BY 1, 2, 3
  ON CONFLICT ("accountId", "day", "mark") DO UPDATE SET "people" = c."people" + excluded."people";
  RETURN NULL;
END
$$;

CREATE TRIGGER "posture_days_added" AFTER INSERT ON "human_risk_day"
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION posture_days_added();
CREATE TRIGGER "posture_days_changed" AFTER UPDATE ON "human_risk_day"
  REFERENCING OLD TABLE AS before_change NEW TABLE AS after_change
  FOR EACH STATEMENT EXECUTE FUNCTION posture_days_changed();
CREATE TRIGGER "posture_days_removed" AFTER DELETE ON "human_risk_day"
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION posture_days_removed();
