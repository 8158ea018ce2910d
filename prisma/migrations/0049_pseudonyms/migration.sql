-- Since when an account withholds names from members whose role does not show them; null while it does not.
ALTER TABLE "account" ADD COLUMN "namesWithheldSince" TIMESTAMPTZ(3);

-- What people are called where names are withheld. The code follows from the person's id and a key; it stands here so that
-- no two people of an account have the same one, and so that people can be put in order by it and found by it.
CREATE TABLE "person_pseudonym" (
    "accountId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "code" TEXT NOT NULL,

    CONSTRAINT "person_pseudonym_pkey" PRIMARY KEY ("accountId","personId")
);

-- To whom a name is shown all the same, for a time and a reason. What was revealed when stands in the audit log as well.
CREATE TABLE "name_reveal" (
    "accountId" UUID NOT NULL,
    "memberId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "name_reveal_pkey" PRIMARY KEY ("accountId","memberId","personId")
);

CREATE UNIQUE INDEX "person_pseudonym_accountId_code_key" ON "person_pseudonym"("accountId", "code");

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

ALTER TABLE "person_pseudonym" ADD FOREIGN KEY ("accountId", "personId")
    REFERENCES "person" ("accountId", "id") ON DELETE CASCADE;
ALTER TABLE "name_reveal" ADD FOREIGN KEY ("accountId", "personId")
    REFERENCES "person" ("accountId", "id") ON DELETE CASCADE;
GRANT SELECT, INSERT, UPDATE, DELETE ON "person_pseudonym", "name_reveal" TO parapet_app;
ALTER TABLE "person_pseudonym" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "person_pseudonym" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
ALTER TABLE "name_reveal" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "name_reveal" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
