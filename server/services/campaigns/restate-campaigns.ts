import { randomUUID } from 'node:crypto';
import {
  CAMPAIGN_GAP_MS,
  type CampaignRun,
  figuresOf,
  isCampaign,
  joinRuns,
} from '@/domain/campaigns/campaign-run';
import { isReopened, keepCampaigns } from '@/domain/campaigns/keep-campaigns';
import { NO_GEOGRAPHY } from '@/domain/detection/derived/geography';
import { surroundingsOf, USE_DAYS } from '@/domain/detection/derived/surroundings';
import { DAY_MS, dayOf } from '@/domain/detection/derived/terms';
import { type Happening, isNews } from '@/domain/notifications/happening';
import type { CampaignDue } from '@/server/data/campaigns/campaign-due';
import {
  type CampaignRow,
  campaignsOfNetwork,
  eventsOfNetwork,
  type NetworkEvent,
  putCampaigns,
  removeCampaigns,
} from '@/server/data/campaigns/campaigns';
import type { Transaction } from '@/server/data/database';
import { useOf } from '@/server/data/detection/network-use';
import { attacksFrom, spraysFrom } from '@/server/data/detection/source-attacks';
import { noteHappenings } from '@/server/services/notifications/note-happenings';
import type { Deriving } from '@/server/services/people/person-histories';

/** How far around what is due events are read at first, and how much further each time a run goes on beyond. */
const REACH_MS = 2 * CAMPAIGN_GAP_MS;
const FURTHER = 4;

interface Span {
  readonly firstAt: number;
  readonly lastAt: number;
}

/** What is there of a network around a span of time: every run that touches it, whole. */
interface Looked {
  readonly runs: readonly CampaignRun[];
  readonly events: readonly NetworkEvent[];
}

/**
 * States the campaigns of a network anew that touch what is due, whatever they were before; what members made of them
 * stays. The caller holds the campaigns of the account. Says whether any is another than before.
 */
export async function restateCampaigns(
  deriving: Deriving,
  tx: Transaction,
  { network, from, to }: CampaignDue,
): Promise<boolean> {
  const { accountId, runtime } = deriving;
  let span: Span = { firstAt: from, lastAt: to };
  let looked = await look(deriving, tx, network, span);
  let stored = await storedNear(accountId, tx, network, hull(span, looked.runs));
  // A stored campaign may reach further than what is left of it, and touch other runs there.
  for (
    let wider = hull(span, [...looked.runs, ...stored]);
    wider.firstAt < span.firstAt || wider.lastAt > span.lastAt;
    wider = hull(span, [...looked.runs, ...stored])
  ) {
    span = wider;
    looked = await look(deriving, tx, network, span);
    stored = await storedNear(accountId, tx, network, hull(span, looked.runs));
  }
  const now = runtime.now();
  const kept = keepCampaigns(
    looked.runs.filter(isCampaign),
    stored.map((row) => ({ ...row, touched: isTouched(row) })),
  );
  const rows = new Map(stored.map((row) => [row.id, row]));
  const put: CampaignRow[] = kept.runs.map(({ id, run }) => {
    const others = kept.merged.filter(({ into }) => into === id).flatMap((one) => rows.get(one.id) ?? []);
    return restated((id === null ? undefined : rows.get(id)) ?? newRow(network, now), run, looked.events, {
      others,
      now,
    });
  });
  for (const { id, into } of kept.merged) {
    const row = rows.get(id);
    if (row !== undefined) put.push({ ...row, mergedInto: into });
  }
  const gone: string[] = [];
  for (const row of kept.ended.flatMap((id) => rows.get(id) ?? [])) {
    const isLeft = looked.events.some(({ at }) => at >= row.firstAt && at <= row.lastAt);
    if (isLeft || isTouched(row)) put.push({ ...row, endedAt: row.endedAt ?? now });
    else gone.push(row.id);
  }
  const changed = put.filter((row) => JSON.stringify(row) !== JSON.stringify(rows.get(row.id)));
  await putCampaigns(accountId, tx, changed);
  await removeCampaigns(accountId, tx, gone);
  await noteCampaigns(accountId, tx, { kept: kept.runs, rows: put, stood: stored, now });
  return changed.length + gone.length > 0;
}

/** Puts into the outbox which campaigns began. What one that stood before fell apart into did not begin now. */
async function noteCampaigns(
  accountId: string,
  tx: Transaction,
  {
    kept,
    rows,
    stood,
    now,
  }: {
    readonly kept: ReturnType<typeof keepCampaigns>['runs'];
    /** As they are stored, in the same order. */
    readonly rows: readonly CampaignRow[];
    readonly stood: readonly CampaignRow[];
    readonly now: number;
  },
): Promise<void> {
  const isPart = ({ firstAt, lastAt }: Span): boolean =>
    stood.some((row) => firstAt <= row.lastAt && lastAt >= row.firstAt);
  const happenings = kept.flatMap(({ id: before, run }, index): Happening[] => {
    const row = rows[index];
    if (before !== null || row === undefined || isPart(run) || !isNews(run.lastAt, now)) return [];
    const { id, network, people, outcome } = row;
    return [
      {
        ...{ key: `campaign:${id}`, at: now, personId: null },
        people: [...new Set(run.events.map(({ personId }) => personId))],
        subject: { is: 'campaign', campaignId: id, network, people, outcome },
      },
    ];
  });
  await noteHappenings(accountId, tx, happenings, now);
}

/** Reads further until every run that touches the span lies within what was read. */
async function look(
  { accountId, settings }: Deriving,
  tx: Transaction,
  network: string,
  span: Span,
): Promise<Looked> {
  for (let reach = REACH_MS; ; reach *= FURTHER) {
    const from = span.firstAt - reach;
    const to = span.lastAt + reach;
    const events = await eventsOfNetwork(accountId, tx, network, from, to);
    const attacks = await attacksFrom(accountId, tx, network, dayOf(from), dayOf(to));
    const days = { from: dayOf(from) - USE_DAYS - 1, to: dayOf(to) };
    const { isEgress } = surroundingsOf(
      {
        use: await useOf(accountId, tx, [network], days.from, days.to),
        sprays: await spraysFrom(accountId, tx, [network], days.from * DAY_MS),
        pushes: new Map(),
      },
      NO_GEOGRAPHY,
      settings,
    );
    const counted = events.filter(({ isDismissed, at }) => !isDismissed && !isEgress(network, at));
    const runs = joinRuns(counted, attacks).filter((run) => isNear(run, span));
    const isWhole = runs.every(
      (run) => run.firstAt - from > CAMPAIGN_GAP_MS && to - run.lastAt > CAMPAIGN_GAP_MS,
    );
    if (isWhole) return { runs, events };
  }
}

function storedNear(accountId: string, tx: Transaction, network: string, span: Span): Promise<CampaignRow[]> {
  return campaignsOfNetwork(
    accountId,
    tx,
    network,
    span.firstAt - CAMPAIGN_GAP_MS,
    span.lastAt + CAMPAIGN_GAP_MS,
  );
}

function isNear(a: Span, b: Span): boolean {
  return a.firstAt - b.lastAt <= CAMPAIGN_GAP_MS && b.firstAt - a.lastAt <= CAMPAIGN_GAP_MS;
}

function hull(span: Span, others: readonly Span[]): Span {
  return {
    firstAt: Math.min(span.firstAt, ...others.map(({ firstAt }) => firstAt)),
    lastAt: Math.max(span.lastAt, ...others.map(({ lastAt }) => lastAt)),
  };
}

function isTouched({ stateAt, ownerId, note }: CampaignRow): boolean {
  return stateAt !== null || ownerId !== null || note !== '';
}

function newRow(network: string, now: number): Omit<CampaignRow, keyof ReturnType<typeof figuresOf>> {
  return {
    ...{
      id: randomUUID(),
      network,
      firstAt: now,
      lastAt: now,
      foundAt: now,
      endedAt: null,
      mergedInto: null,
    },
    ...{
      city: null,
      country: null,
      state: 'open',
      stateAt: null,
      stateByName: null,
      ownerId: null,
      note: '',
    },
  };
}

/** A campaign with the figures of its run; of those that are one with it, it takes over what it lacks. */
function restated(
  row: Omit<CampaignRow, keyof ReturnType<typeof figuresOf>>,
  run: CampaignRun,
  events: readonly NetworkEvent[],
  { others, now }: { readonly others: readonly CampaignRow[]; readonly now: number },
): CampaignRow {
  const own = new Set(run.events.map(({ id }) => id));
  const placed = events.find(({ id, country }) => own.has(id) && country !== null);
  const reopened = isReopened(row, run.lastAt);
  const { firstAt, lastAt } = run;
  return {
    ...row,
    ...figuresOf(run),
    ...{ firstAt, lastAt, endedAt: null, mergedInto: null },
    ...{ city: placed?.city ?? null, country: placed?.country ?? null },
    ...(reopened ? { state: 'open' as const, stateAt: now, stateByName: 'Parapet' } : {}),
    ownerId: row.ownerId ?? others.find(({ ownerId }) => ownerId !== null)?.ownerId ?? null,
    note: row.note === '' ? (others.find(({ note }) => note !== '')?.note ?? '') : row.note,
  };
}
