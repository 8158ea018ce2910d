import { hash } from 'node:crypto';
import parapet from '@/package.json' with { type: 'json' };
import { type SettingsHistory, settingsAt } from '@/domain/detection/derived/detector-settings';
import { isDismissal } from '@/domain/dispositions/disposition';
import { bundleArithmetic } from '@/domain/evidence/bundle-arithmetic';
import { BUNDLE_FORMAT, type BundleEvent, type EvidenceBundle } from '@/domain/evidence/evidence-bundle';
import { sealed } from '@/domain/evidence/seal';
import type { AccountId } from '@/domain/identifiers';
import type { EventRow } from '@/domain/views/person';
import { accountName } from '@/server/data/members/accounts';
import type { Transaction } from '@/server/data/database';
import { settingsHistory } from '@/server/data/detection/detector-settings';
import { evidenceTexts, type ListedEvent, listEvidenceKeys } from '@/server/data/events/event-list';
import { candidateFromRow } from '@/server/data/events/event-row';
import { unpackRecord } from '@/server/data/signals/raw-codec';
import { policyOrigin } from '@/server/data/scoring/scoring-policies';
import { streamName } from '@/server/data/signals/signals';
import type { Actor } from '@/server/services/actor';
import { eventsAt, type FoundPerson, groundsOf, type Moment, personThen, settingAt } from './grounds';
import { deciderOf } from '@/server/services/events/present-dispositions';
import { presentEvents } from '@/server/services/events/present-events';
import { presentPerson } from './present-person';

/** Records whose texts are in one bundle, those of the newest events first; of more the checksums stand for them. */
const MOST_TEXTS = 10_000;

/** Everything that a person's attack factor at a moment rests on, sealed. */
export async function gatherEvidence(
  accountId: AccountId,
  tx: Transaction,
  found: FoundPerson,
  moment: Moment,
  { actor, now }: { readonly actor: Actor; readonly now: number },
): Promise<EvidenceBundle> {
  const { at, past } = moment;
  const grounds = await groundsOf(accountId, tx, found, moment);
  const { policy, number } = grounds;
  const person = past === null ? found.person : personThen(found.person, grounds, null);
  // All there are, and not as many as were counted above: one that came in between must not push the oldest out.
  const rows = await eventsAt(accountId, tx, { personId: person.id }, moment, null);
  const setting = await settingAt(accountId, tx, rows, moment, { actor, policy, now });
  const history = await settingsHistory(accountId, tx);
  const shown = presentEvents(rows, setting);
  const keys = new Map(rows.map((row) => [row.id, keysOf(row)]));
  const records = await recordsOf(accountId, tx, keys);
  const kept = new Set(records.map(({ key }) => key));
  const events = shown.map((event, index) => ({
    ...bundleEvent(event, rows[index]?.detectorVersion ?? '', history),
    records: (keys.get(event.id) ?? []).filter((key) => kept.has(key)),
    notKept: (keys.get(event.id) ?? []).filter((key) => !kept.has(key)),
  }));
  const origin = await policyOrigin(accountId, tx, number);
  const { criticality, criticalityFrom } = presentPerson(person, policy, at);
  return sealed(
    {
      about: {
        format: BUNDLE_FORMAT,
        parapet: parapet.version,
        account: (await accountName(accountId, tx)) ?? '',
        madeBy: deciderOf(actor).name,
        madeAt: new Date(now).toISOString(),
        at: new Date(at).toISOString(),
        reading: past ?? 'now',
      },
      person: {
        id: person.id,
        name: person.name,
        username: person.username,
        email: person.email,
        groups: person.groups,
        criticality,
        criticalityFrom,
        firstSeenAt: person.firstSeenAt.toISOString(),
        lastSeenAt: (past === null ? person.lastSeenAt : grounds.newestRecordAt)?.toISOString() ?? null,
      },
      policy: {
        number,
        author: origin.author,
        reason: origin.reason,
        savedAt: origin.createdAt.toISOString(),
        body: policy,
      },
      detectors: history.map(({ number: settings, from, thresholds, off }) => ({
        number: settings,
        from: new Date(from).toISOString(),
        thresholds,
        off: [...off],
      })),
      events,
      records,
      arithmetic: bundleArithmetic(events, policy, criticality, at),
    },
    (text) => hash('sha256', text),
  );
}

/** The records that an event rests on, by key in hex, oldest first. */
function keysOf(row: ListedEvent): string[] {
  return [...new Set(candidateFromRow(row).sources.map(({ signalKey }) => signalKey))];
}

function bundleEvent(
  event: EventRow,
  detectorVersion: string,
  history: SettingsHistory,
): Omit<BundleEvent, 'records' | 'notKept'> {
  const { disposition } = event;
  return {
    id: event.id,
    kind: event.kind,
    occurredAt: event.occurredAt,
    receivedAt: event.receivedAt,
    confidence: event.confidence,
    outcome: event.outcome,
    verdict: event.verdict,
    sentence: event.sentence,
    names: event.names,
    integration: event.integration.name,
    detectorVersion,
    detectorSettings: settingsAt(history, Date.parse(event.occurredAt)).number,
    decision:
      disposition === null
        ? null
        : {
            verdict: disposition.verdict,
            scope: disposition.scope,
            subject: disposition.subject,
            reason: disposition.reason,
            by: disposition.by,
            at: disposition.at,
            approvedBy: disposition.approvedBy,
            expiresAt: disposition.expiresAt,
          },
    counted: !isDismissal(disposition?.verdict ?? null),
  };
}

/** The records that events rest on, by event the keys, newest first: each record once, oldest first. */
async function recordsOf(
  accountId: string,
  tx: Transaction,
  keys: ReadonlyMap<string, readonly string[]>,
): Promise<EvidenceBundle['records']> {
  const stored = await listEvidenceKeys(accountId, tx, [...keys.keys()]);
  // Records of earlier versions are kept as well; those that this version no longer rests on prove nothing of it.
  const kept = new Map(
    stored
      .filter(({ eventId, key }) => keys.get(eventId)?.includes(key) === true)
      .map((one) => [one.key, one]),
  );
  const newest = [...new Set([...keys.values()].flat())].flatMap((key) => kept.get(key) ?? []);
  const packed = await evidenceTexts(accountId, tx, newest.slice(0, MOST_TEXTS));
  const texts = new Map(
    packed.map(({ key, dictionary, raw }) => [key, unpackRecord({ dictionary, bytes: raw })]),
  );
  return [...kept.values()].map(({ key, stream, occurredAt, sha256 }) => ({
    key,
    stream: streamName(stream),
    occurredAt: occurredAt.toISOString(),
    sha256,
    record: texts.get(key) ?? null,
  }));
}
