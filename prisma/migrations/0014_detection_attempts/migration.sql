-- How often detectors began to look at what is due and did not come to the end: who ends a worker is set aside.

ALTER TABLE "detection_due" ADD COLUMN "attempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "triedAt" TIMESTAMPTZ(3);
