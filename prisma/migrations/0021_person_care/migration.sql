-- Who looks after a person, how far that is, what is to be done next, and what was noted. `version` grows with each
-- change, so that nobody writes over what somebody else wrote meanwhile.

CREATE TABLE "person_care" (
    "accountId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "ownerId" UUID,
    "acknowledgedAt" TIMESTAMPTZ(3),
    "acknowledgedByName" TEXT,
    "version" INTEGER NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,
    "changedByName" TEXT NOT NULL,

    CONSTRAINT "person_care_pkey" PRIMARY KEY ("accountId","personId")
);

CREATE TABLE "person_step" (
    "accountId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "addedAt" TIMESTAMPTZ(3) NOT NULL,
    "addedByName" TEXT NOT NULL,
    "doneAt" TIMESTAMPTZ(3),
    "doneByName" TEXT,

    CONSTRAINT "person_step_pkey" PRIMARY KEY ("accountId","id")
);

CREATE TABLE "person_note" (
    "accountId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "writtenAt" TIMESTAMPTZ(3) NOT NULL,
    "writtenByName" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,
    "changedByName" TEXT NOT NULL,

    CONSTRAINT "person_note_pkey" PRIMARY KEY ("accountId","id")
);

CREATE INDEX "person_step_accountId_personId_addedAt_idx" ON "person_step"("accountId", "personId", "addedAt");
CREATE INDEX "person_note_accountId_personId_writtenAt_idx" ON "person_note"("accountId", "personId", "writtenAt");

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

ALTER TABLE "person_care" ADD FOREIGN KEY ("accountId", "personId")
    REFERENCES "person" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "person_step" ADD FOREIGN KEY ("accountId", "personId")
    REFERENCES "person" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "person_note" ADD FOREIGN KEY ("accountId", "personId")
    REFERENCES "person" ("accountId", "id") ON DELETE CASCADE;
GRANT SELECT, INSERT, UPDATE, DELETE ON "person_care", "person_step", "person_note" TO parapet_app;
ALTER TABLE "person_care" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "person_care" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
ALTER TABLE "person_step" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "person_step" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
ALTER TABLE "person_note" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "person_note" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
