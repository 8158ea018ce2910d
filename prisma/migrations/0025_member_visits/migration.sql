-- When members were last here: what the dashboard tells them is what came since.

CREATE TABLE "member_visit" (
    "accountId" UUID NOT NULL,
    "memberId" UUID NOT NULL,
    "beganAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "previousEndedAt" TIMESTAMPTZ(3),
    "dismissedAt" TIMESTAMPTZ(3),

    CONSTRAINT "member_visit_pkey" PRIMARY KEY ("accountId","memberId")
);

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

GRANT SELECT, INSERT, UPDATE, DELETE ON "member_visit" TO parapet_app;
ALTER TABLE "member_visit" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "member_visit" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);

-- What was recorded since an instant.
CREATE INDEX "identity_event_by_recording" ON "identity_event" ("accountId", "recordedAt");
