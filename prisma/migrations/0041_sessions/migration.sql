-- Where a session began and when its member last proved who they are: what the list of sessions and dangerous acts ask for.

ALTER TABLE "session" ADD COLUMN "address" TEXT, ADD COLUMN "userAgent" TEXT NOT NULL DEFAULT '', ADD COLUMN "provenAt" TIMESTAMPTZ(3);
