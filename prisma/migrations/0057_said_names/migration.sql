-- By what people of an account that withholds names are called, as hashes of it in lower case: what a text says is looked up
-- here, and not in all people. Accounts that withhold nothing have no row.
CREATE TABLE "said_name" (
    "accountId" UUID NOT NULL,
    "digest" UUID NOT NULL,
    "source" UUID NOT NULL,
    "whole" BOOLEAN NOT NULL,
    "personId" UUID,

    CONSTRAINT "said_name_pkey" PRIMARY KEY ("accountId","digest","source","whole")
);

CREATE INDEX "said_name_accountId_source_idx" ON "said_name"("accountId", "source");

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

GRANT SELECT, INSERT, UPDATE, DELETE ON "said_name" TO parapet_app;
ALTER TABLE "said_name" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "said_name" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);

-- What somebody is called in whole, and by one word of the name or what stands before the @ of an address.
CREATE FUNCTION names_said(whole TEXT[], name TEXT, email TEXT) RETURNS TABLE ("digest" UUID, "whole" BOOLEAN)
LANGUAGE sql IMMUTABLE AS $$
  SELECT DISTINCT md5(lower(w))::uuid, true FROM unnest(names_said.whole) w WHERE w <> ''
  UNION SELECT DISTINCT md5(p)::uuid, false
  FROM regexp_split_to_table(lower(names_said.name), '[\s.,;:@_+()''’"/\\-]+') p WHERE p <> ''
  UNION SELECT md5(split_part(lower(names_said.email), '@', 1))::uuid, false WHERE names_said.email IS NOT NULL
$$;

CREATE FUNCTION withholds_names(asked UUID) RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM "account" WHERE "id" = asked AND "namesWithheldSince" IS NOT NULL)
$$;

CREATE FUNCTION alias_source(integration UUID, kind TEXT, value TEXT) RETURNS UUID LANGUAGE sql IMMUTABLE AS $$
  SELECT md5('alias ' || integration || ' ' || kind || ' ' || value)::uuid
$$;

CREATE FUNCTION directory_source(integration UUID, object TEXT) RETURNS UUID LANGUAGE sql IMMUTABLE AS $$
  SELECT md5('user ' || integration || ' ' || object)::uuid
$$;

CREATE FUNCTION keep_person_said() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM "said_name" WHERE "accountId" = OLD."accountId" AND "source" = OLD."id";
  END IF;
  IF TG_OP <> 'DELETE' AND withholds_names(NEW."accountId") THEN
    INSERT INTO "said_name" SELECT NEW."accountId", s."digest", NEW."id", s."whole", NEW."id"
    FROM names_said(ARRAY[NEW."name", NEW."username", NEW."email"], NEW."name", NEW."email") s ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER person_said AFTER INSERT OR DELETE ON "person" FOR EACH ROW EXECUTE FUNCTION keep_person_said();
CREATE TRIGGER person_renamed AFTER UPDATE ON "person" FOR EACH ROW
  WHEN (ROW(OLD."name", OLD."username", OLD."email") IS DISTINCT FROM ROW(NEW."name", NEW."username", NEW."email"))
  EXECUTE FUNCTION keep_person_said();

CREATE FUNCTION keep_alias_said() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM "said_name" WHERE "accountId" = OLD."accountId"
      AND "source" = alias_source(OLD."integrationId", OLD."kind", OLD."value");
  END IF;
  IF TG_OP <> 'DELETE' AND withholds_names(NEW."accountId") THEN
    INSERT INTO "said_name" SELECT NEW."accountId", s."digest",
      alias_source(NEW."integrationId", NEW."kind", NEW."value"), s."whole", NEW."personId"
    FROM names_said(ARRAY[CASE WHEN NEW."kind" <> 'key' THEN NEW."value" END, NEW."email"], NULL, NULL) s
    ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER alias_said AFTER INSERT OR DELETE ON "person_alias" FOR EACH ROW EXECUTE FUNCTION keep_alias_said();
CREATE TRIGGER alias_changed AFTER UPDATE ON "person_alias" FOR EACH ROW
  WHEN (ROW(OLD."integrationId", OLD."kind", OLD."value", OLD."email", OLD."personId")
    IS DISTINCT FROM ROW(NEW."integrationId", NEW."kind", NEW."value", NEW."email", NEW."personId"))
  EXECUTE FUNCTION keep_alias_said();

CREATE FUNCTION keep_directory_said() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM "said_name" WHERE "accountId" = OLD."accountId"
      AND "source" = directory_source(OLD."integrationId", OLD."objectId");
  END IF;
  IF TG_OP <> 'DELETE' AND withholds_names(NEW."accountId") THEN
    INSERT INTO "said_name" SELECT NEW."accountId", s."digest",
      directory_source(NEW."integrationId", NEW."objectId"), s."whole", NEW."personId"
    FROM names_said(ARRAY[NEW."name"], NULL, NULL) s ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER directory_said AFTER INSERT ON "directory_object" FOR EACH ROW
  WHEN (NEW."part" = 'users') EXECUTE FUNCTION keep_directory_said();
CREATE TRIGGER directory_unsaid AFTER DELETE ON "directory_object" FOR EACH ROW
  WHEN (OLD."part" = 'users') EXECUTE FUNCTION keep_directory_said();
CREATE TRIGGER directory_renamed AFTER UPDATE ON "directory_object" FOR EACH ROW
  WHEN (NEW."part" = 'users' AND ROW(OLD."integrationId", OLD."objectId", OLD."name", OLD."personId")
    IS DISTINCT FROM ROW(NEW."integrationId", NEW."objectId", NEW."name", NEW."personId"))
  EXECUTE FUNCTION keep_directory_said();

-- All of it at once, when an account begins to withhold names. Whoever begins keeps pages from being committed meanwhile.
CREATE FUNCTION fill_said_names(asked UUID) RETURNS void LANGUAGE sql AS $$
  DELETE FROM "said_name" WHERE "accountId" = asked;
  INSERT INTO "said_name" SELECT asked, s."digest", n."source", s."whole", n."personId"
  FROM (
    SELECT "id" AS "source", "id" AS "personId", ARRAY["name", "username", "email"] AS "whole", "name", "email"
    FROM "person" WHERE "accountId" = asked
    UNION ALL SELECT alias_source("integrationId", "kind", "value"), "personId",
      ARRAY[CASE WHEN "kind" <> 'key' THEN "value" END, "email"], NULL, NULL
    FROM "person_alias" WHERE "accountId" = asked
    UNION ALL SELECT directory_source("integrationId", "objectId"), "personId", ARRAY["name"], NULL, NULL
    FROM "directory_object" WHERE "accountId" = asked AND "part" = 'users'
  ) n CROSS JOIN LATERAL names_said(n."whole", n."name", n."email") s
$$;

CREATE FUNCTION keep_account_said() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."namesWithheldSince" IS NULL THEN
    DELETE FROM "said_name" WHERE "accountId" = NEW."id";
  ELSE
    PERFORM fill_said_names(NEW."id");
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER account_said AFTER UPDATE ON "account" FOR EACH ROW
  WHEN ((OLD."namesWithheldSince" IS NULL) IS DISTINCT FROM (NEW."namesWithheldSince" IS NULL))
  EXECUTE FUNCTION keep_account_said();

SELECT fill_said_names("id") FROM "account" WHERE "namesWithheldSince" IS NOT NULL;
