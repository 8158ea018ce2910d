-- For how many days an account keeps events, the audit log and baselines; null keeps them.

ALTER TABLE "retention" ADD COLUMN "eventDays" INTEGER,
ADD COLUMN "auditDays" INTEGER,
ADD COLUMN "baselineDays" INTEGER;

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

-- The audit log loses its beginning where the entry `by`, written in this very transaction, says up to where and with which
-- hash the rest goes on: by that it is still reckoned. Nothing of the last year goes, whoever asks.
CREATE FUNCTION drop_from_audit(through BIGINT, by BIGINT) RETURNS INTEGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  account UUID := nullif(current_setting('app.account_id', true), '')::uuid;
  gone INTEGER;
BEGIN
  IF NOT EXISTS (
    SELECT FROM "audit_entry" told JOIN "audit_entry" last ON last."accountId" = account AND last."seq" = through
    WHERE told."accountId" = account AND told."seq" = by AND through < by AND told.xmin = pg_current_xact_id()::xid
      AND told."action" = 'drop-audit-entries' AND told."after"->>'through' = through::text
      AND told."after"->>'hash' = encode(last."hash", 'hex')
  ) THEN
    RAISE EXCEPTION 'Entry % does not say, in this transaction, that the audit log begins after entry %.', by, through;
  END IF;
  IF EXISTS (
    SELECT FROM "audit_entry" WHERE "accountId" = account AND "seq" <= through AND "at" > now() - interval '365 days'
  ) THEN
    RAISE EXCEPTION 'Entries of the last year stay in the audit log.';
  END IF;
  DELETE FROM "audit_entry_person" WHERE "accountId" = account AND "seq" <= through;
  DELETE FROM "audit_entry" WHERE "accountId" = account AND "seq" <= through;
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END
$$;
REVOKE ALL ON FUNCTION drop_from_audit(BIGINT, BIGINT) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION drop_from_audit(BIGINT, BIGINT) TO parapet_app;
