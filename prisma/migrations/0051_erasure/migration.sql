-- People who were erased on request: that it was done, never who they were. Their names stand as keyed hashes, so that
-- reading them again does not bring them back; their tries on networks that others tried too stand for nobody.

CREATE TABLE "erasure" (
    "accountId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "byName" TEXT NOT NULL,
    "records" INTEGER NOT NULL,
    "events" INTEGER NOT NULL,
    "keptOut" INTEGER NOT NULL DEFAULT 0,
    "lastKeptOutAt" TIMESTAMPTZ(3),

    CONSTRAINT "erasure_pkey" PRIMARY KEY ("accountId","id")
);

CREATE TABLE "erased_name" (
    "accountId" UUID NOT NULL,
    "digest" BYTEA NOT NULL,
    "erasureId" UUID NOT NULL,

    CONSTRAINT "erased_name_pkey" PRIMARY KEY ("accountId","digest")
);

CREATE TABLE "erased_record" (
    "accountId" UUID NOT NULL,
    "occurredAt" TIMESTAMPTZ(3) NOT NULL,
    "signalKey" BYTEA NOT NULL,
    "integrationId" UUID NOT NULL,
    "stream" SMALLINT NOT NULL,

    CONSTRAINT "erased_record_pkey" PRIMARY KEY ("accountId","occurredAt","signalKey")
);

CREATE TABLE "erased_try" (
    "accountId" UUID NOT NULL,
    "network" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "signalKey" BYTEA NOT NULL,
    "standIn" TEXT,
    "name" TEXT NOT NULL,
    "push" BOOLEAN NOT NULL,
    "refusedPush" BOOLEAN NOT NULL,
    "success" BOOLEAN NOT NULL,

    CONSTRAINT "erased_try_pkey" PRIMARY KEY ("accountId","network","at","signalKey")
);

ALTER TABLE "audit_entry" ADD COLUMN "erasedBy" BIGINT;

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

GRANT SELECT, INSERT, UPDATE, DELETE ON "erasure", "erased_name", "erased_record", "erased_try" TO parapet_app;
ALTER TABLE "erasure" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "erasure" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
ALTER TABLE "erased_name" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "erased_name" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
ALTER TABLE "erased_record" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "erased_record" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
ALTER TABLE "erased_try" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "erased_try" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);

-- The one change that the audit log takes: what entries said goes, where the entry `by` that comes after them says that they
-- were erased. That they were written, when and by whom stays, and so do their hashes, by which the chain holds together.
CREATE FUNCTION erase_from_audit(entries BIGINT[], by BIGINT) RETURNS INTEGER
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH gone AS (
    UPDATE "audit_entry" SET "before" = NULL, "after" = NULL, "erasedBy" = by,
      "entityId" = CASE WHEN "entityId" ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN "entityId" END
    WHERE "accountId" = nullif(current_setting('app.account_id', true), '')::uuid
      AND "seq" = ANY(entries) AND "seq" < by AND "erasedBy" IS NULL
    RETURNING 1)
  SELECT count(*)::int FROM gone
$$;
REVOKE ALL ON FUNCTION erase_from_audit(BIGINT[], BIGINT) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_from_audit(BIGINT[], BIGINT) TO parapet_app;
