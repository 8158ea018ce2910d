-- Notification rules, what they matched, what was made of it, and where it was delivered.

-- Says of what members are told, for whom, to whom and how often.
CREATE TABLE "notification_rule" (
    "accountId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "trigger" JSONB NOT NULL,
    "about" JSONB NOT NULL,
    "receivers" JSONB NOT NULL,
    "pace" JSONB NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "createdByName" TEXT NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,
    "changedByName" TEXT NOT NULL,

    CONSTRAINT "notification_rule_pkey" PRIMARY KEY ("accountId","id")
);
CREATE UNIQUE INDEX "notification_rule_accountId_nameKey_key" ON "notification_rule"("accountId", "nameKey");

-- What members are told at once. Its rule may be gone.
CREATE TABLE "notification" (
    "accountId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "ruleId" UUID,
    "ruleName" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "happenings" INTEGER NOT NULL,
    "isTest" BOOLEAN NOT NULL,

    CONSTRAINT "notification_pkey" PRIMARY KEY ("accountId","id")
);
CREATE INDEX "notification_accountId_at_idx" ON "notification"("accountId", "at");
CREATE INDEX "notification_accountId_ruleId_at_idx" ON "notification"("accountId", "ruleId", "at");

-- The outbox: what a rule matched, written in the transaction in which it came about. Once for each rule and key.
CREATE TABLE "notification_happening" (
    "accountId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "ruleId" UUID,
    "key" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "personId" UUID,
    "subject" JSONB NOT NULL,
    "notificationId" UUID,

    CONSTRAINT "notification_happening_pkey" PRIMARY KEY ("accountId","id")
);
CREATE UNIQUE INDEX "notification_happening_accountId_ruleId_key_key" ON "notification_happening"("accountId", "ruleId", "key");
CREATE INDEX "notification_happening_accountId_notificationId_at_idx" ON "notification_happening"("accountId", "notificationId", "at");
CREATE INDEX "notification_happening_accountId_personId_idx" ON "notification_happening"("accountId", "personId");

-- One notification on its way to one receiver by one channel.
CREATE TABLE "notification_delivery" (
    "accountId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "notificationId" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "receiver" TEXT NOT NULL,
    "memberId" UUID,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "attempts" INTEGER NOT NULL,
    "nextTryAt" TIMESTAMPTZ(3),
    "madeAt" TIMESTAMPTZ(3) NOT NULL,
    "settledAt" TIMESTAMPTZ(3),
    "readAt" TIMESTAMPTZ(3),

    CONSTRAINT "notification_delivery_pkey" PRIMARY KEY ("accountId","id")
);
CREATE UNIQUE INDEX "notification_delivery_accountId_notificationId_channel_rece_key" ON "notification_delivery"("accountId", "notificationId", "channel", "receiver");
CREATE INDEX "notification_delivery_accountId_madeAt_idx" ON "notification_delivery"("accountId", "madeAt");
CREATE INDEX "notification_delivery_accountId_memberId_madeAt_idx" ON "notification_delivery"("accountId", "memberId", "madeAt");

-- How each feed stood, and since when: a change of it is what rules about feeds match.
CREATE TABLE "feed_change" (
    "accountId" UUID NOT NULL,
    "integrationId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL,

    CONSTRAINT "feed_change_pkey" PRIMARY KEY ("accountId","integrationId","at")
);

ALTER TABLE "retention" ADD COLUMN "notificationDays" INTEGER;

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

-- What was sent keeps its place in the history when its rule goes; what waited goes with it.
ALTER TABLE "notification" ADD FOREIGN KEY ("accountId", "ruleId") REFERENCES "notification_rule" ("accountId", "id") ON DELETE SET NULL ("ruleId");
ALTER TABLE "notification_happening" ADD FOREIGN KEY ("accountId", "ruleId") REFERENCES "notification_rule" ("accountId", "id") ON DELETE SET NULL ("ruleId");
ALTER TABLE "notification_happening" ADD FOREIGN KEY ("accountId", "notificationId") REFERENCES "notification" ("accountId", "id") ON DELETE CASCADE;
-- Nobody is told of who was erased.
ALTER TABLE "notification_happening" ADD FOREIGN KEY ("accountId", "personId") REFERENCES "person" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "notification_delivery" ADD FOREIGN KEY ("accountId", "notificationId") REFERENCES "notification" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "feed_change" ADD FOREIGN KEY ("accountId", "integrationId") REFERENCES "integration" ("accountId", "id") ON DELETE CASCADE;

CREATE INDEX "notification_happening_waiting" ON "notification_happening" ("accountId", "ruleId") WHERE "notificationId" IS NULL;
CREATE INDEX "notification_delivery_waiting" ON "notification_delivery" ("accountId", "nextTryAt") WHERE "state" = 'waiting';
CREATE INDEX "notification_delivery_unread" ON "notification_delivery" ("accountId", "memberId") WHERE "channel" = 'product' AND "readAt" IS NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON "notification_rule", "notification", "notification_happening", "notification_delivery", "feed_change" TO parapet_app;
ALTER TABLE "notification_rule" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "notification_rule" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
ALTER TABLE "notification" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "notification" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
ALTER TABLE "notification_happening" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "notification_happening" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
ALTER TABLE "notification_delivery" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "notification_delivery" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
ALTER TABLE "feed_change" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "feed_change" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
