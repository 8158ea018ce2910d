-- Accounts of customers: whom a partner's account looks after, and who of it was let in there.

ALTER TABLE "account" ADD COLUMN "partnerId" UUID;
CREATE INDEX "account_partnerId_idx" ON "account"("partnerId");

ALTER TABLE "membership" ADD COLUMN "throughId" UUID, ADD COLUMN "heldBackAt" TIMESTAMPTZ(3);

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

-- Whoever has no access to the partner's account has none through it. Row-level security shows an account its own
-- memberships only, so PostgreSQL carries it over itself.
CREATE FUNCTION follow_partner_access() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE "membership" SET "heldBackAt" = coalesce(NEW."endedAt", NEW."disabledAt")
  WHERE "memberId" = NEW."memberId" AND "throughId" = NEW."accountId";
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION follow_partner_access() FROM PUBLIC;

CREATE TRIGGER membership_follow_partner AFTER UPDATE OF "disabledAt", "endedAt" ON "membership"
FOR EACH ROW WHEN (OLD."disabledAt" IS DISTINCT FROM NEW."disabledAt" OR OLD."endedAt" IS DISTINCT FROM NEW."endedAt")
EXECUTE FUNCTION follow_partner_access();
