-- Links for a new password end with the password they were made for; and who was shut out by an account's own members.

-- Since when the account's own members keep out somebody whom a partner let in: it is theirs to take back.
ALTER TABLE "membership" ADD COLUMN "shutOutAt" TIMESTAMPTZ(3);

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

-- By whom it was is told by the audit log alone. Where there is somebody of the account's own to take it back, they are asked.
UPDATE "membership" AS s SET "shutOutAt" = coalesce(s."endedAt", s."disabledAt")
WHERE s."throughId" IS NOT NULL AND coalesce(s."endedAt", s."disabledAt") IS NOT NULL
  AND EXISTS (SELECT FROM "membership" o WHERE o."accountId" = s."accountId" AND o."throughId" IS NULL
    AND o."endedAt" IS NULL AND o."disabledAt" IS NULL);

-- Whoever replaces a password, and in whatever way, means no link from before to replace it again. A member may have one in
-- several accounts, and row-level security shows one of them, so PostgreSQL sees to it itself.
CREATE FUNCTION end_links_of_member() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM "member_link" WHERE "memberId" = NEW."id";
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION end_links_of_member() FROM PUBLIC;

CREATE TRIGGER member_end_links AFTER UPDATE OF "passwordHash" ON "member"
FOR EACH ROW WHEN (OLD."passwordHash" IS DISTINCT FROM NEW."passwordHash")
EXECUTE FUNCTION end_links_of_member();
