-- When a session was last proven by everything that the member's sign-in asks for: a weaker proof after it takes nothing of that.
ALTER TABLE "session" ADD COLUMN "fullyProvenAt" TIMESTAMPTZ(3);

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

UPDATE "session" SET "fullyProvenAt" = "provenAt" WHERE "provenBy" = 'everything';
