-- Decisions about networks and applications may cover any event, so they are looked up for each. The index of those in force
-- did not serve a past moment, at which others were: there every event read all decisions of the account.
DROP INDEX "disposition_account_wide";
CREATE INDEX "disposition_account_wide" ON "disposition" ("accountId", "breadth") WHERE "scope" IN ('network', 'application');

-- How many people each integration knows stands on every dashboard.
CREATE INDEX "person_alias_accountId_integrationId_personId_idx"
  ON "person_alias" ("accountId", "integrationId", "personId");
