-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

-- The last good run of a stream before a past moment, of which there may be none among all the others of its integration.
CREATE INDEX "run_last_good" ON "run" ("accountId", "integrationId", "stream", "startedAt" DESC, "id")
  WHERE "lane" = 'live' AND "result" = 'done';
