-- What the derived detectors go by, each set in force from its instant on and never changed.

CREATE TABLE "detector_settings" (
    "accountId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL,
    "thresholds" JSONB NOT NULL,
    "off" TEXT[],
    "author" TEXT NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "detector_settings_pkey" PRIMARY KEY ("accountId","number")
);

GRANT SELECT, INSERT ON "detector_settings" TO parapet_app;
ALTER TABLE "detector_settings" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "detector_settings"
  USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
