import type { AuthenticationRecord } from '@/domain/authentication-record';
import { sourceTryOf } from '@/domain/detection/derived/detect-account';
import { SOURCE_WINDOW_MS } from '@/domain/detection/derived/detect-source';
import { mostWatchful, settingsAt, type SettingsHistory } from '@/domain/detection/derived/detector-settings';
import type { Geography } from '@/domain/detection/derived/geography';
import { asnOf } from '@/domain/detection/derived/habits';
import { networkOf } from '@/domain/detection/derived/network';
import { isOutageOf, QUARTER_MS, quarterOf, USE_DAYS } from '@/domain/detection/derived/surroundings';
import {
  accessCountry,
  DAY_MS,
  dayOf,
  isBypassCode,
  isInteractive,
  isPush,
  isRefusedPush,
  isSuccess,
  MINUTE_MS,
} from '@/domain/detection/derived/terms';
import type { Thresholds } from '@/domain/detection/derived/thresholds';
import { addCampaignsDueInUse } from '@/server/data/campaigns/campaign-due';
import type { Transaction } from '@/server/data/database';
import { addDue, type DetectionDue } from '@/server/data/detection/detection-due';
import { dueByLateUse } from '@/server/data/detection/late-egress';
import { addUse, networksToLookAt, type Use } from '@/server/data/detection/network-use';
import { peopleOutOfHabit } from '@/server/data/detection/person-habits';
import { addPushes } from '@/server/data/detection/push-quarters';
import { newestRecordOf } from '@/server/data/integrations/integrations';
import {
  AUTHENTICATION,
  peopleRefusingIn,
  peopleSeenLater,
  peopleWithRefusals,
} from '@/server/data/signals/authentication-signals';

/** A new authentication, in the page that brings it. */
export interface NoticedSignal {
  readonly personId: string | null;
  /** Hex. */
  readonly signalKey: string;
  readonly isHistory: boolean;
  readonly record: AuthenticationRecord;
}

export interface Noticing {
  readonly signals: readonly NoticedSignal[];
  /** Whom a vendor's verdict is about, and when (epoch milliseconds): it is judged beside their habits, and may lie in a burst. */
  readonly verdicts: readonly { readonly personId: string; readonly at: number }[];
  /** Whose devices were registered by what another log tells, and when (epoch milliseconds). */
  readonly registrations: readonly { readonly personId: string; readonly at: number }[];
  /** People into whom others were merged: they are looked at from their beginning. */
  readonly merged: readonly string[];
  readonly integrationId: string;
  readonly geography: Geography;
  readonly settings: SettingsHistory;
}

interface Looking extends Noticing {
  /** The most watchful of those in force while they happened. */
  readonly thresholds: Thresholds;
}

/**
 * What a page of authentications means for the derived detectors, in its transaction: who used which network, and whom
 * and what they have to look at again. Nearly every sign-in is like those before it and costs a look into an index; the
 * detectors themselves run after the page, and what is due survives whoever dies in between. Says whether anything is.
 */
export async function noticeSignals(accountId: string, tx: Transaction, page: Noticing): Promise<boolean> {
  const instants = page.signals.map(({ record }) => record.occurredAt);
  // A burst that goes on in this page is judged by what was in force when it began.
  const since = Math.min(...instants) - DAY_MS;
  const thresholds = mostWatchful(page.settings, since, Math.max(...instants));
  const noticing: Looking = { ...page, thresholds };
  const { signals, merged } = noticing;
  const due: DetectionDue[] = merged.map((name) => ({ subject: 'person', name, from: 0, to: 0 }));
  if (signals.length > 0) {
    const uses = usesOf(noticing);
    const crowds = page.settings.map(({ thresholds }) => thresholds.egressPeople);
    due.push(...(await dueByLateUse(accountId, tx, uses, crowds)));
    await addUse(accountId, tx, uses);
    await addCampaignsDueInUse(accountId, tx, uses, USE_DAYS + 1);
    const found = new Set([
      ...(await outOfHabit(accountId, tx, noticing)),
      ...(await refusing(accountId, tx, noticing)),
      ...(await late(accountId, tx, noticing)),
      ...signals.flatMap(standsOut),
    ]);
    due.push(...spanOf(signals, found));
    due.push(...(await inOutage(accountId, tx, noticing)));
    due.push(...(await failingNetworks(accountId, tx, noticing)));
  }
  due.push(
    ...[...page.verdicts, ...page.registrations].map(({ personId, at }) => ({
      subject: 'person' as const,
      name: personId,
      from: at,
      to: at,
    })),
  );
  await addDue(accountId, tx, due);
  return due.length > 0;
}

function usesOf({ signals, geography }: Looking): Use[] {
  return signals.flatMap(({ personId, record, isHistory }): Use[] => {
    const day = dayOf(record.occurredAt);
    const network = networkOf(record.access.ip);
    if (!isSuccess(record)) {
      if (network === null || isHistory) return [];
      return [{ source: network, day, personId: null, failed: record.userName.toLowerCase() }];
    }
    return [network, asnOf(record.access.ip, geography)].flatMap((source) =>
      source === null || personId === null ? [] : [{ source, day, personId, failed: null }],
    );
  });
}

/** Enrolments and bypass codes are looked at wherever they come from. */
function standsOut({ personId, record, isHistory }: NoticedSignal): string[] {
  if (personId === null || isHistory) return [];
  return record.eventType === 'enrollment' || (isSuccess(record) && isBypassCode(record)) ? [personId] : [];
}

function outOfHabit(accountId: string, tx: Transaction, { signals, thresholds }: Looking): Promise<string[]> {
  const probes = signals.flatMap(({ personId, record }) =>
    personId !== null && (isInteractive(record) || isSuccess(record))
      ? [
          {
            personId,
            day: dayOf(record.occurredAt),
            device: record.access.epkey,
            network: networkOf(record.access.ip),
            country: accessCountry(record),
          },
        ]
      : [],
  );
  return peopleOutOfHabit(accountId, tx, probes, thresholds);
}

function refusing(accountId: string, tx: Transaction, { signals, thresholds }: Looking): Promise<string[]> {
  const probes = signals.flatMap(({ personId, record, isHistory }) => {
    const refused = isRefusedPush(record);
    if (personId === null || isHistory || !(refused || isSuccess(record))) return [];
    return [{ personId, at: record.occurredAt, refused }];
  });
  return peopleWithRefusals(accountId, tx, probes, {
    burst: {
      pushes: Math.min(thresholds.harassmentPushes, thresholds.harassmentUnfamiliar),
      withinMs: thresholds.harassmentMinutes * MINUTE_MS,
    },
    slow: { pushes: thresholds.slowHarassmentPushes, withinMs: thresholds.slowHarassmentDays * DAY_MS },
    approvalMs: thresholds.approvalMinutes * MINUTE_MS,
  });
}

/**
 * Whose try is read after one of theirs that came later: what a later one is told by may be another than before. A page
 * whose records are newer than all of its stream, as nearly every one is, asks for nobody.
 */
async function late(
  accountId: string,
  tx: Transaction,
  { signals, integrationId, thresholds }: Looking,
): Promise<string[]> {
  const newest = await newestRecordOf(accountId, tx, { integrationId, stream: AUTHENTICATION });
  const seen = new Map<string, number>();
  for (const { personId, record } of signals) {
    if (personId === null || newest === null || record.occurredAt >= newest) continue;
    seen.set(personId, Math.max(seen.get(personId) ?? -Infinity, record.occurredAt));
  }
  const people = [...seen].map(([personId, at]) => ({ personId, at }));
  return peopleSeenLater(accountId, tx, people, Math.max(1, thresholds.networkTrustDays) * DAY_MS);
}

/** From the first to the last new signal of each of these people. */
function spanOf(signals: readonly NoticedSignal[], people: ReadonlySet<string>): DetectionDue[] {
  return signals.flatMap(({ personId, record: { occurredAt } }) =>
    personId !== null && people.has(personId)
      ? [{ subject: 'person', name: personId, from: occurredAt, to: occurredAt }]
      : [],
  );
}

/** Pushes may begin or end an outage: whoever refused several about then is looked at again. */
async function inOutage(
  accountId: string,
  tx: Transaction,
  { signals, settings }: Looking,
): Promise<DetectionDue[]> {
  const pushes = await addPushes(
    accountId,
    tx,
    signals.flatMap(({ record }) =>
      isPush(record)
        ? [
            {
              quarter: quarterOf(record.occurredAt),
              failing: !isSuccess(record),
              name: record.userName.toLowerCase(),
            },
          ]
        : [],
    ),
  );
  const turned = [...pushes].filter(([quarter, { before, after }]) => {
    const { thresholds } = settingsAt(settings, quarter * QUARTER_MS);
    return isOutageOf(before, thresholds) !== isOutageOf(after, thresholds);
  });
  const near = [...new Set(turned.flatMap(([quarter]) => [quarter - 1, quarter, quarter + 1]))];
  const people = await peopleRefusingIn(accountId, tx, near);
  const from = Math.min(...near) * QUARTER_MS;
  const to = (Math.max(...near) + 1) * QUARTER_MS;
  return people.map((name) => ({ subject: 'person', name, from, to }));
}

/** Networks from which enough failed that they may attack many people. */
async function failingNetworks(
  accountId: string,
  tx: Transaction,
  { signals, integrationId, thresholds }: Looking,
): Promise<DetectionDue[]> {
  const tried = new Map<string, { network: string; day: number }>();
  for (const signal of signals) {
    const found = signal.isHistory ? null : sourceTryOf({ ...signal, integrationId });
    if (found === null) continue;
    const { network, tried: one } = found;
    const day = dayOf(one.at);
    tried.set(`${network} ${day}`, { network, day });
  }
  const networks = await networksToLookAt(accountId, tx, [...tried.values()], {
    names: Math.min(thresholds.sprayPeople, thresholds.slowSprayPeople, thresholds.stuffingNames),
    people: thresholds.egressPeople,
  });
  return networks.map(({ network, day }) => ({
    subject: 'network',
    name: network,
    from: day * DAY_MS - SOURCE_WINDOW_MS,
    to: (day + 1) * DAY_MS - 1 + SOURCE_WINDOW_MS,
  }));
}
