-- People in the order of any column of their list, and page after page from an index.

-- A name as lists put it in order: without case and accents, by code points whatever the collation, and short enough for
-- an index. A column, because row-level security keeps the order of an expression from being used as a condition.
ALTER TABLE "person" ADD COLUMN "sortName" TEXT NOT NULL DEFAULT '';

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

CREATE FUNCTION sort_name(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT left(lower(regexp_replace(normalize(name, NFKD), '[\u0300-\u036f]', '', 'g')), 200)
$$;

CREATE FUNCTION set_sort_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."sortName" := sort_name(NEW."name");
  RETURN NEW;
END
$$;

UPDATE "person" SET "sortName" = sort_name("name");
CREATE TRIGGER "person_sort_name" BEFORE INSERT OR UPDATE OF "name" ON "person"
  FOR EACH ROW EXECUTE FUNCTION set_sort_name();

CREATE INDEX "person_by_name" ON "person" ("accountId", "sortName" COLLATE "C", "id");
CREATE INDEX "person_by_events" ON "person" ("accountId", "events" DESC, "id");
CREATE INDEX "person_by_last_event" ON "person" ("accountId", "lastEventAt" DESC NULLS LAST, "id");
CREATE INDEX "person_by_criticality" ON "person" ("accountId", "criticality", "id");
