-- Keys of audit chains that belong to wrapping keys of before, wrapped by the present one: old entries stay verifiable
-- after a rotation of the vault.

CREATE TABLE "audit_key" (
    "keyId" TEXT NOT NULL,
    "wrappedKey" BYTEA NOT NULL,
    "keptAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_key_pkey" PRIMARY KEY ("keyId")
);

-- ── By hand from here: what Prisma cannot say ────────────────────────────────────────────────────────────────

GRANT SELECT, INSERT, UPDATE ON "audit_key" TO parapet_app;
