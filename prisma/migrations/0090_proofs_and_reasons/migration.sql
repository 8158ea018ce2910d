-- By what a session was proven, so that neither a password alone nor a provider changes what guards a member. What was proven
-- before counts for everything but second factors, which ask anew.
ALTER TABLE "session" ADD COLUMN "provenBy" TEXT;

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

-- Settings of detectors are never changed, but for the name of somebody who is erased in why they are so.
GRANT UPDATE ("reason") ON "detector_settings" TO parapet_app;
