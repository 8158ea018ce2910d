-- What came from an address: attacks on many are looked for by it with every page, and people search by it. A person is of
-- one account, and an address of hardly more: neither index needs the account in front, which every query checks.

DROP INDEX "signal_accountId_personId_occurredAt_idx";
CREATE INDEX "signal_personId_occurredAt_idx" ON "signal"("personId", "occurredAt");
CREATE INDEX "signal_ip_occurredAt_idx" ON "signal"("ip", "occurredAt");
