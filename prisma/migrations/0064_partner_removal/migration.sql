-- Whoever is taken out of a partner's account is taken out of those of its customers, and what is held back ends for good.

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

-- Access that was switched off there is held back here, and comes back with it. Who was taken out there is taken out here: a
-- later invitation to the partner's account gives nothing at its customers.
CREATE OR REPLACE FUNCTION follow_partner_access() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE "membership"
  SET "heldBackAt" = coalesce(NEW."endedAt", NEW."disabledAt"), "endedAt" = coalesce("endedAt", NEW."endedAt")
  WHERE "memberId" = NEW."memberId" AND "throughId" = NEW."accountId";
  RETURN NULL;
END $$;

-- The same for those who were taken out before.
UPDATE "membership" AS s SET "endedAt" = p."endedAt"
FROM "membership" p
WHERE p."accountId" = s."throughId" AND p."memberId" = s."memberId" AND p."endedAt" IS NOT NULL AND s."endedAt" IS NULL;

UPDATE "session" AS x SET "revokedAt" = now()
FROM "membership" s
WHERE s."accountId" = x."accountId" AND s."memberId" = x."memberId" AND s."heldBackAt" IS NOT NULL
  AND x."revokedAt" IS NULL;

UPDATE "api_token" AS t SET "revokedAt" = now(), "revokedBy" = 'an upgrade of Parapet'
FROM "membership" s
WHERE s."accountId" = t."accountId" AND s."memberId" = t."memberId" AND s."heldBackAt" IS NOT NULL
  AND t."revokedAt" IS NULL AND t."expiresAt" > now();
