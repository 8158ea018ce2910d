-- What is left of an entry of the audit log whose words were erased is hashed under the key of the log as well.

ALTER TABLE "audit_entry" ADD COLUMN "erasedHash" BYTEA;

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

-- Words are taken from entries only where the entry `by`, written in this very transaction, is the erasure of a person and
-- lists every one of them. `kept` are the hashes of what is left of each, made with a key that PostgreSQL does not have.
DROP FUNCTION erase_from_audit(BIGINT[], BIGINT);
CREATE FUNCTION erase_from_audit(entries BIGINT[], kept BYTEA[], by BIGINT) RETURNS INTEGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  account UUID := nullif(current_setting('app.account_id', true), '')::uuid;
  gone INTEGER;
BEGIN
  IF NOT EXISTS (
    SELECT FROM "audit_entry" told WHERE told."accountId" = account AND told."seq" = by
      AND told.xmin = pg_current_xact_id()::xid AND told."action" = 'erase-person' AND told."after"->>'sealed' = 'true'
      AND told."after"->'entries' @> to_jsonb(entries)
  ) THEN
    RAISE EXCEPTION 'Entry % does not say, in this transaction, that these entries were erased.', by;
  END IF;
  IF cardinality(entries) <> cardinality(kept) OR EXISTS (SELECT FROM unnest(kept) k WHERE k IS NULL OR length(k) <> 32) THEN
    RAISE EXCEPTION 'Each entry that is erased needs a hash of what is left of it.';
  END IF;
  UPDATE "audit_entry" e SET "before" = NULL, "after" = NULL, "erasedBy" = by, "erasedHash" = k."hash",
    "entityId" = CASE WHEN e."entityId" ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN e."entityId" END
  FROM unnest(entries, kept) AS k("seq", "hash")
  WHERE e."accountId" = account AND e."seq" = k."seq" AND e."seq" < by AND e."erasedBy" IS NULL;
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END
$$;
REVOKE ALL ON FUNCTION erase_from_audit(BIGINT[], BYTEA[], BIGINT) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_from_audit(BIGINT[], BYTEA[], BIGINT) TO parapet_app;
