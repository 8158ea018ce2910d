-- Policies that people make: prepared beside the current one, switched to when their heat is complete, and kept.

ALTER TABLE "account" ADD COLUMN "nextPolicy" INTEGER;

ALTER TABLE "scoring_policy"
  ADD COLUMN "currentFrom" TIMESTAMPTZ(3),
  ADD COLUMN "restores" INTEGER;
UPDATE "scoring_policy" p SET "currentFrom" = p."createdAt"
FROM "account" a WHERE a."id" = p."accountId" AND a."currentPolicy" = p."number";

CREATE TABLE "policy_preparation" (
    "accountId" UUID NOT NULL,
    "policy" INTEGER NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "after" UUID,
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "policy_preparation_pkey" PRIMARY KEY ("accountId","policy")
);

-- Global, like the schedule of streams: the account whose policies there is work for, and when.
CREATE TABLE "policy_due" (
    "accountId" UUID NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "enqueuedAt" TIMESTAMPTZ(3),

    CONSTRAINT "policy_due_pkey" PRIMARY KEY ("accountId")
);

-- CreateIndex
CREATE INDEX "policy_due_dueAt_idx" ON "policy_due"("dueAt");

GRANT SELECT, INSERT, UPDATE, DELETE ON "policy_preparation", "policy_due" TO parapet_app;

ALTER TABLE "policy_preparation" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "policy_preparation"
  USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
