-- What is said in the audit log of tries to sign in that were refused. Tries of before are told to nobody.
ALTER TABLE "sign_in_attempt"
  ADD COLUMN "way" TEXT,
  ADD COLUMN "source" TEXT,
  ADD COLUMN "memberId" UUID,
  ADD COLUMN "providerOf" UUID,
  ADD COLUMN "reason" TEXT,
  ADD COLUMN "turnedAway" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "told" BOOLEAN NOT NULL DEFAULT false;

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

-- Small at any time: what was told is not in it, nor what succeeded.
CREATE INDEX "sign_in_attempt_untold" ON "sign_in_attempt" ("at")
  WHERE "way" IS NOT NULL AND NOT "told" AND (NOT "succeeded" OR "reason" IS NOT NULL);
