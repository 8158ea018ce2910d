-- Derived detection: habits, the use of networks, attacks on many people, and what is to be looked at again.

CREATE TABLE "person_habits" (
    "accountId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "learnFrom" INTEGER NOT NULL,
    "known" JSONB NOT NULL,
    "body" BYTEA NOT NULL,

    CONSTRAINT "person_habits_pkey" PRIMARY KEY ("accountId","personId")
);

CREATE TABLE "network_use" (
    "accountId" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "day" INTEGER NOT NULL,
    "people" UUID[],
    "failed" TEXT[],

    CONSTRAINT "network_use_pkey" PRIMARY KEY ("accountId","source","day")
);

CREATE TABLE "source_attack" (
    "accountId" UUID NOT NULL,
    "network" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "day" INTEGER NOT NULL,
    "firstAt" TIMESTAMPTZ(3) NOT NULL,
    "lastAt" TIMESTAMPTZ(3) NOT NULL,
    "people" INTEGER NOT NULL,
    "unknownNames" TEXT[],

    CONSTRAINT "source_attack_pkey" PRIMARY KEY ("accountId","network","kind","day")
);

CREATE TABLE "source_attack_target" (
    "accountId" UUID NOT NULL,
    "network" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "day" INTEGER NOT NULL,
    "personId" UUID NOT NULL,
    "signalKeys" BYTEA[],

    CONSTRAINT "source_attack_target_pkey" PRIMARY KEY ("accountId","network","kind","day","personId")
);

CREATE TABLE "detection_due" (
    "accountId" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL,
    "to" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "detection_due_pkey" PRIMARY KEY ("accountId","subject","name")
);

CREATE INDEX "source_attack_target_accountId_personId_idx" ON "source_attack_target"("accountId", "personId");

-- By hand from here.

ALTER TABLE "person_habits" ADD FOREIGN KEY ("accountId", "personId") REFERENCES "person" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "source_attack_target" ADD FOREIGN KEY ("accountId", "personId") REFERENCES "person" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "source_attack_target" ADD FOREIGN KEY ("accountId", "network", "kind", "day")
  REFERENCES "source_attack" ("accountId", "network", "kind", "day") ON DELETE CASCADE;

-- Refused pushes of a person: few among all signals, and asked for with every page.
CREATE INDEX "signal_refused_push" ON "signal" ("accountId", "personId", "occurredAt")
  WHERE "result" IN ('denied', 'fraud') AND "factor" IN ('duo_push', 'verified_duo_push');

GRANT SELECT, INSERT, UPDATE, DELETE ON
  "person_habits", "network_use", "source_attack", "source_attack_target", "detection_due"
TO parapet_app;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'person_habits', 'network_use', 'source_attack', 'source_attack_target', 'detection_due'
  ] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY own_account ON %I USING ("accountId" = nullif(current_setting(''app.account_id'', true), '''')::uuid)',
      name
    );
  END LOOP;
END $$;
