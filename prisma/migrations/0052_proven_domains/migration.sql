-- A domain of single sign-on is claimed by whoever says that it is theirs, and counts once that is proven. What is claimed is
-- of an account, with what its DNS record has to say; what is proven stands in "sign_in_domain", of one account each.
CREATE TABLE "claimed_domain" (
    "accountId" UUID NOT NULL,
    "domain" TEXT NOT NULL,
    "token" TEXT NOT NULL,

    CONSTRAINT "claimed_domain_pkey" PRIMARY KEY ("accountId","domain")
);

ALTER TABLE "sign_in_domain" ADD COLUMN "provenAt" TIMESTAMPTZ(3), ADD COLUMN "provenBy" TEXT;

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

INSERT INTO "claimed_domain" ("accountId", "domain", "token")
SELECT "accountId", "domain", replace(gen_random_uuid()::text, '-', '') FROM "sign_in_domain";

-- Where there is one account, nobody else's domain can have been taken: what it claimed goes on. Where there are several it
-- may have been, and nothing here can tell: there each domain has to be proven, or vouched for at the console.
DELETE FROM "sign_in_domain" WHERE (SELECT count(*) FROM "account") > 1;
UPDATE "sign_in_domain" SET "provenAt" = now(), "provenBy" = 'upgrade';
ALTER TABLE "sign_in_domain" ALTER COLUMN "provenAt" SET NOT NULL, ALTER COLUMN "provenBy" SET NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON "claimed_domain" TO parapet_app;
ALTER TABLE "claimed_domain" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON "claimed_domain" USING ("accountId" = nullif(current_setting('app.account_id', true), '')::uuid);
