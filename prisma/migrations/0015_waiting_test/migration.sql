-- Somebody waits to test a stream: workers let him have it first.

ALTER TABLE "stream" ADD COLUMN "testWaitsUntil" TIMESTAMPTZ(3);
