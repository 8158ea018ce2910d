-- Whether they got in as somebody, beside the number of events that it follows from.

ALTER TABLE "person" ADD COLUMN "outcome" TEXT;

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

UPDATE "person" p SET "outcome" = e."outcome"
FROM (
  SELECT "accountId", "personId",
    CASE WHEN bool_or("outcome" = 'got_in') THEN 'got_in' WHEN bool_or("outcome" = 'unknown') THEN 'unknown'
      ELSE 'refused' END AS "outcome"
  FROM "identity_event"
  WHERE "retractedAt" IS NULL AND ("disposition" IS NULL OR "disposition" = 'confirmed')
  GROUP BY "accountId", "personId"
) e
WHERE e."accountId" = p."accountId" AND e."personId" = p."id";

-- Most people have none.
CREATE INDEX "person_by_outcome" ON "person" ("accountId", "outcome", "id") WHERE "outcome" IS NOT NULL;
