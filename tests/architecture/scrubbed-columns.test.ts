import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SCRUBBED } from '@/server/data/privacy/scrub-names';

/**
 * Every column of text or JSON in which the names of an erased person are not searched for, by why: a new column is either
 * searched (`scrub-names.ts`) or named here.
 */
const NOT_SEARCHED: Readonly<Record<string, readonly string[]>> = {
  'it is of the person, and goes or is emptied with them (`erase-person.ts`, `stand-ins.ts`)': [
    ...[
      'person.name',
      'person.username',
      'person.email',
      'person.sortName',
      'person.groups',
      'person.status',
    ],
    ...['person.criticality', 'person.ownCriticality', 'person.criticalityGroup', 'person.outcome'],
    ...['person_alias.kind', 'person_alias.value', 'person_alias.email', 'person_pseudonym.code'],
    ...['person_habits.known', 'person_factor.factor', 'criticality_change.criticality'],
    ...[
      'criticality_change.group',
      'posture_change.mark',
      'risk_evidence.category',
      'human_risk_day.enrolment',
    ],
    ...['human_risk_day.categories', 'human_risk_day.strength', 'human_risk_day.devices', 'signal.username'],
    ...[
      'directory_object.part',
      'directory_object.objectId',
      'directory_object.name',
      'directory_object.facts',
    ],
    ...['directory_change.part', 'directory_change.objectId', 'directory_change.field'],
    ...['directory_change.before', 'directory_change.after', 'detection_due.subject', 'detection_due.name'],
    ...['network_use.source', 'network_use.failed', 'push_quarter.names', 'source_attack.unknownNames'],
    ...['viewing.subject', 'notification_happening.key', 'notification_happening.subject'],
  ],
  'it stands for the erasure itself, under hashes': [
    ...['erased_try.network', 'erased_try.standIn', 'erased_try.name'],
  ],
  'it is what people were promised, word for word: another version takes its place': [
    'monitoring_notice.text',
  ],
  'it is a word of Parapet, of the vendor, a number, an address of the network or an id': [
    ...['access_denial_counter.application', 'access_denial_counter.reason', 'account_event.detectorVersion'],
    ...['account_event.rule', 'account_figures.body', 'api_token.lastUsedFrom', 'api_token.permissions'],
    ...['audit_entry.action', 'audit_entry.actorId', 'audit_entry.actorKind', 'audit_entry.address'],
    ...['audit_entry.entity', 'audit_key.keyId', 'campaign.city', 'campaign.country', 'campaign.kinds'],
    ...['campaign.network', 'campaign.outcome', 'campaign.state', 'campaign_due.network'],
    ...['credential_use.process', 'detector_settings.off', 'detector_settings.thresholds'],
    ...['directory_sweep.part', 'disposition.application', 'disposition.kind', 'disposition.network'],
    ...['disposition.scope', 'disposition.verdict', 'event_counter.kind', 'feed_change.state', 'gap.cause'],
    ...['gap.stream', 'human_risk_sweep.software', 'identity_event.anchor', 'identity_event.detectorVersion'],
    ...['identity_event.disposition', 'identity_event.kind', 'identity_event.network'],
    ...['identity_event.outcome', 'identity_event.verdict', 'inbound_delivery.deliveryKey'],
    ...['integration.connector', 'integration.edition', 'integration.host', 'integration.signature'],
    ...['integration.state', 'integration_secret.field', 'lane.lane', 'lane.nextOffset', 'lane.stream'],
    ...['lane.trigger', 'member_link.kind', 'member_link.role', 'membership.role', 'notification.kind'],
    ...['notification_delivery.channel', 'notification_delivery.state', 'notification_rule.about'],
    ...['notification_rule.pace', 'notification_rule.receivers', 'notification_rule.trigger'],
    ...['passkey.transports', 'passkey_challenge.purpose', 'quarantine.reason', 'quarantine.stream'],
    ...[
      'role.permissions',
      'run.errorCode',
      'run.lane',
      'run.result',
      'run.stream',
      'run.trigger',
      'run.worker',
    ],
    ...[
      'saved_search.since',
      'scoring_policy.body',
      'session.provenBy',
      'signal.action',
      'signal.application',
    ],
    ...[
      'signal.country',
      'signal.factor',
      'signal.ip',
      'signal.reason',
      'signal.result',
      'signal.trustLevel',
    ],
    ...['signal.txid', 'signal_counter.result', 'signal_value.field', 'source_attack.kind'],
    ...['source_attack.network', 'source_attack_target.kind', 'source_attack_target.network'],
    ...['stream.errorClass', 'stream.errorCode', 'stream.leaseLane', 'stream.leaseOwner', 'stream.stream'],
    ...['stream_due.stream', 'worker_heartbeat.id'],
  ],
  'it is a group of the directory, of many people': [
    ...['group_criticality.criticality', 'group_criticality.group', 'group_criticality.groupKey'],
    'watchlist.rule',
  ],
  'it is of a member, who is somebody that signs in to Parapet, and answers for what they did': [
    ...['account.name', 'member.email', 'member.name', 'member.passwordHash', 'member_link.email'],
    ...['session.address', 'session.userAgent', 'sign_in_attempt.address', 'sign_in_attempt.email'],
    ...['sign_in_attempt.reason', 'sign_in_attempt.source', 'sign_in_attempt.way', 'passkey.name'],
    ...['single_sign_on_member.issuer', 'single_sign_on_member.subject', 'audit_entry.actorName'],
    ...['api_token.revokedBy', 'campaign.stateByName', 'detector_settings.author', 'scoring_policy.author'],
    ...['disposition.createdByName', 'disposition.approvedByName', 'disposition.undoneByName'],
    ...['erasure.byName', 'group_criticality.setByName', 'integration.keysSetBy', 'retention.setByName'],
    ...['monitoring_notice.acceptedByName', 'monitoring_notice.writtenByName'],
    ...['notification_rule.changedByName', 'notification_rule.createdByName'],
    ...['notification_delivery.receiver', 'notification_delivery.reason'],
    ...['person_care.acknowledgedByName', 'person_care.changedByName', 'person_note.changedByName'],
    ...['person_note.writtenByName', 'person_step.addedByName', 'person_step.doneByName'],
    ...['single_sign_on.changedBy', 'watchlist.createdByName', 'watchlist_member.addedByName'],
  ],
  'it is a setting or a secret of signing in and connecting, kept as a hash or as it was given': [
    ...['api_token.ending', 'api_token.tokenHash', 'claimed_domain.domain', 'claimed_domain.token'],
    ...['installation.setupTokenHash', 'integration.ikeyEnding', 'member_link.tokenHash'],
    ...['passkey.credentialId', 'passkey_challenge.challenge', 'pending_sign_in.secretHash'],
    ...['recovery_code.codeHash', 'sign_in_domain.domain', 'sign_in_domain.provenBy'],
    ...['single_sign_on.clientId', 'single_sign_on.groupsClaim', 'single_sign_on.issuer'],
    ...['single_sign_on.mappings', 'single_sign_on_state.next', 'single_sign_on_state.secretHash'],
  ],
};

const excused = Object.values(NOT_SEARCHED).flat();

/** Every column of text or JSON, as `table.column`. Ids are none. */
function textColumns(): string[] {
  const models = readFileSync('prisma/schema.prisma', 'utf8').matchAll(/^model \w+ \{\n([\s\S]*?)^\}/gm);
  return [...models].flatMap(([, body = '']) => {
    const table = /@@map\("(\w+)"\)/.exec(body)?.[1] ?? 'a table without a name';
    return [...body.matchAll(/^ {2}(\w+) +(?:String|Json)\b(?!.*@db\.Uuid)/gm)].map(
      ([, column = '']) => `${table}.${column}`,
    );
  });
}

describe('a column of text', () => {
  it('is searched for the names of who is erased, or named here with why it is not', () => {
    const columns = textColumns();
    expect(columns.length).toBeGreaterThan(200);
    const known = new Set([...SCRUBBED, ...excused]);
    expect(columns.filter((column) => !known.has(column))).toEqual([]);
  });

  it('is named once, while it is there', () => {
    const columns = new Set(textColumns());
    const named = [...SCRUBBED, ...excused];
    expect(named.filter((column) => !columns.has(column))).toEqual([]);
    expect(named.filter((column, index) => named.indexOf(column) !== index)).toEqual([]);
  });
});
