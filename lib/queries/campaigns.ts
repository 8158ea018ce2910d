import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import type { Verdict } from '@/domain/dispositions/disposition';
import type { CampaignsPage, CampaignState } from '@/domain/views/campaign';
import type { EventRow } from '@/domain/views/person';
import { change, read, withParameters } from '@/lib/api/request';
import { KEY } from './keys';
import { followsChanges } from './long-list';

export interface CampaignFilter {
  readonly part: 'open' | 'closed';
  readonly outcome: EventRow['outcome'] | null;
}

/** The part of the campaigns that an address names: the open ones where it names none. */
export function parseCampaignPart(value: string | string[] | null | undefined): CampaignFilter['part'] {
  return value === 'closed' ? 'closed' : 'open';
}

/** The parameters of a page of campaigns, as the API takes them. */
export function campaignsInput({ part, outcome }: CampaignFilter, cursor: string | null) {
  return {
    part,
    ...(outcome !== null && { outcome }),
    ...(cursor !== null && { cursor }),
  };
}

const FIRST_PAGE: string | null = null;

/** Campaigns, those that got in first, page by page. */
export function campaignsQuery(filter: CampaignFilter) {
  return infiniteQueryOptions({
    queryKey: [KEY.campaigns, filter],
    queryFn: ({ pageParam, signal }) =>
      read('campaigns', withParameters('/api/v1/campaigns', campaignsInput(filter, pageParam)), signal),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (page: CampaignsPage) => page.nextCursor,
    placeholderData: keepPreviousData,
    enabled: ({ state }) => followsChanges(state),
  });
}

/** One campaign with whom it reached and what happened then. */
export function campaignQuery(id: string) {
  return queryOptions({
    queryKey: [KEY.campaign, id],
    queryFn: ({ signal }) => read('campaign', pathOf(id), signal),
  });
}

/** What one verdict for all events of a campaign would do. */
export function campaignPreviewQuery(id: string, verdict: Verdict) {
  return queryOptions({
    queryKey: [KEY.preview, 'campaign', id, verdict],
    queryFn: ({ signal }) =>
      read('campaignPreview', withParameters(`${pathOf(id)}/preview`, { verdict }), signal),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
}

/** What a member makes of a campaign. */
export interface CampaignChange {
  readonly owner?: string | null;
  readonly state?: CampaignState;
  readonly note?: string;
}

/** Changes owner, state or note. */
export function useSetCampaign(id: string, onDone?: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: CampaignChange) => change('changedCampaign', pathOf(id), { ...wish }),
    ...(onDone === undefined ? {} : { onSuccess: onDone }),
    onSettled: () =>
      Promise.all(
        [KEY.campaign, KEY.campaigns, KEY.shell].map((subject) =>
          client.invalidateQueries({ queryKey: [subject] }),
        ),
      ),
  });
}

/** Everything that shows events or their people. */
const DECIDED = [
  ...[KEY.campaign, KEY.campaigns, KEY.event, KEY.events, KEY.person, KEY.people, KEY.dashboard],
  ...[KEY.identity, KEY.hidden, KEY.preview],
];

/** Gives all events of a campaign one verdict. */
export function useDecideCampaign(id: string, onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: { readonly verdict: Verdict; readonly reason: string }) =>
      change('decidedCampaign', `${pathOf(id)}/decide`, wish),
    onSuccess: onDone,
    onSettled: () => Promise.all(DECIDED.map((subject) => client.invalidateQueries({ queryKey: [subject] }))),
  });
}

function pathOf(id: string): string {
  return `/api/v1/campaigns/${encodeURIComponent(id)}`;
}
