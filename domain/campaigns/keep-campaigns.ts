import { CAMPAIGN_GAP_MS, type CampaignRun } from './campaign-run';

/** A campaign as it is stored, as far as finding it again needs it. */
export interface KeptCampaign {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly firstAt: number;
  readonly lastAt: number;
  readonly foundAt: number;
  /** Whether a member has made something of it: owner, state or note. */
  readonly touched: boolean;
  readonly mergedInto: string | null;
}

/** What becomes of stored campaigns when runs are found anew. */
export interface KeptCampaigns {
  /** Each run with the stored campaign that it is; null where it is new. */
  readonly runs: readonly { readonly id: string | null; readonly run: CampaignRun }[];
  /** Campaigns that turned out to be one with another. */
  readonly merged: readonly { readonly id: string; readonly into: string }[];
  /** Campaigns that no run supports any more. */
  readonly ended: readonly string[];
}

/**
 * Finds the stored campaign of each run: one that lies within a gap of it. So an owner, a note and a link survive late
 * events that move the beginning, and events that are dismissed. Of several the one that a member made something of is
 * kept, then the one that was found first; the others are one with it. Where a run falls apart, its earliest part keeps
 * the campaign.
 */
export function keepCampaigns(runs: readonly CampaignRun[], stored: readonly KeptCampaign[]): KeptCampaigns {
  const taken = new Set<string>();
  const found = [...runs]
    .sort((a, b) => a.firstAt - b.firstAt)
    .map((run) => {
      const near = stored.filter((one) => !taken.has(one.id) && isNear(one, run)).sort(byClaim);
      const [kept] = near;
      if (kept !== undefined) taken.add(kept.id);
      return { id: kept?.id ?? null, run };
    });
  const rest = stored.filter(({ id }) => !taken.has(id));
  const merged = rest.flatMap(({ id, ...one }) => {
    const into = found.find(({ run }) => isNear(one, run))?.id;
    return into === undefined || into === null ? [] : [{ id, into }];
  });
  const gone = new Set(merged.map(({ id }) => id));
  return { runs: found, merged, ended: rest.flatMap(({ id }) => (gone.has(id) ? [] : [id])) };
}

interface Span {
  readonly firstAt: number;
  readonly lastAt: number;
}

function isNear(a: Span, b: Span): boolean {
  return a.firstAt - b.lastAt <= CAMPAIGN_GAP_MS && b.firstAt - a.lastAt <= CAMPAIGN_GAP_MS;
}

function byClaim(a: KeptCampaign, b: KeptCampaign): number {
  return (
    Number(b.touched) - Number(a.touched) ||
    Number(a.mergedInto !== null) - Number(b.mergedInto !== null) ||
    a.foundAt - b.foundAt ||
    (a.id < b.id ? -1 : 1)
  );
}

/**
 * Whether a campaign that was closed is open again: its source went on after that. All instants are epoch milliseconds.
 */
export function isReopened(
  { state, stateAt }: { readonly state: string; readonly stateAt: number | null },
  lastAt: number,
): boolean {
  return state === 'closed' && stateAt !== null && lastAt > stateAt;
}
