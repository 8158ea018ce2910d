import { EVENT_CATALOGUE } from '@/domain/event-catalogue';
import type { CampaignListed } from '@/domain/views/campaign';
import type { CampaignBrief } from '@/domain/views/person';
import type { CampaignRow } from '@/server/data/campaigns/campaigns';
import type { Transaction } from '@/server/data/database';
import { memberNames } from '@/server/data/members/members';

/** A campaign in few words. */
export function briefOf({ id, outcome, network, people, lastAt }: CampaignRow): CampaignBrief {
  return { id, outcome, network, people, lastAt: new Date(lastAt).toISOString() };
}

/** Campaigns as lists show them. */
export async function presentCampaigns(
  accountId: string,
  tx: Transaction,
  rows: readonly CampaignRow[],
): Promise<CampaignListed[]> {
  const names = await memberNames(
    accountId,
    tx,
    rows.flatMap(({ ownerId }) => ownerId ?? []),
  );
  return rows.map((row) => ({
    ...briefOf(row),
    firstAt: new Date(row.firstAt).toISOString(),
    place: { city: row.city, country: row.country },
    kinds: row.kinds.map((kind) => ({ kind, label: EVENT_CATALOGUE[kind].label })),
    events: row.events,
    unknownNames: row.unknownNames,
    state: row.state,
    endedAt: row.endedAt === null ? null : new Date(row.endedAt).toISOString(),
    owner: ownerOf(row, names),
  }));
}

/** Who looks after it; a member who has left the account is told as such. */
function ownerOf({ ownerId }: CampaignRow, names: ReadonlyMap<string, string>) {
  return ownerId === null ? null : { id: ownerId, name: names.get(ownerId) ?? 'somebody who has left' };
}
