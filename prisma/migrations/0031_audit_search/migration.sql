-- The audit log is read by action, and by instant.

CREATE INDEX "audit_entry_accountId_action_seq_idx" ON "audit_entry"("accountId", "action", "seq");
CREATE INDEX "audit_entry_accountId_at_idx" ON "audit_entry"("accountId", "at");
