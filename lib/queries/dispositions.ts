import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  skipToken,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import type { Decided } from '@/domain/views/disposition';
import type { Hider, RegisterPage, RegisterPart } from '@/domain/views/hidden';
import { change, read, withParameters } from '@/lib/api/request';
import { KEY } from './keys';
import { readsOn } from './long-list';

/** What a decision would do; nothing is asked while the wish is not whole. */
export function previewQuery(wish: Readonly<Record<string, string>> | null) {
  return queryOptions({
    queryKey: [KEY.preview, wish],
    queryFn:
      wish === null
        ? skipToken
        : ({ signal }) =>
            read('dispositionPreview', withParameters('/api/v1/dispositions/preview', wish), signal),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
}

/** What approving a proposal would do, or taking back what is in force. */
export function settlementQuery(id: string) {
  return queryOptions({
    queryKey: [KEY.preview, 'settlement', id],
    queryFn: ({ signal }) => read('dispositionPreview', `${pathOf(id)}/preview`, signal),
    staleTime: 0,
  });
}

const FIRST_PAGE: string | null = null;

/** The register of what hides events, of one sort, page by page; the part is one of decisions. */
export function registerQuery({ by, part }: { readonly by: Hider; readonly part: RegisterPart }) {
  return infiniteQueryOptions({
    queryKey: [KEY.hidden, by, part],
    queryFn: ({ pageParam, signal }) =>
      read('register', withParameters('/api/v1/hidden', { by, part, cursor: pageParam }), signal),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (page: RegisterPage) => page.nextCursor,
    enabled: ({ state }) => !readsOn(state),
    placeholderData: keepPreviousData,
  });
}

/** What a decision makes old on screen. */
const SUBJECTS = [
  ...[
    KEY.event,
    KEY.events,
    KEY.person,
    KEY.people,
    KEY.dashboard,
    KEY.identity,
    KEY.hidden,
    KEY.preview,
    KEY.campaigns,
    KEY.campaign,
  ],
];

/** A decision, or what becomes of one. */
function useDecision<Input>(make: (input: Input) => Promise<Decided>, onDone?: (decided: Decided) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: make,
    ...(onDone === undefined ? {} : { onSuccess: onDone }),
    onSettled: () =>
      Promise.all(SUBJECTS.map((subject) => client.invalidateQueries({ queryKey: [subject] }))),
  });
}

/** Decides of events. */
export function useDecide(onDone: (decided: Decided) => void) {
  return useDecision(
    (input: Readonly<Record<string, string>>) => change('decided', '/api/v1/dispositions', input),
    onDone,
  );
}

/** What may become of a disposition. */
export type Settlement = 'approve' | 'refuse' | 'withdraw' | 'undo';

/** Approves, refuses, withdraws or takes back a disposition. */
export function useSettle(id: string, onDone?: (decided: Decided) => void) {
  return useDecision((how: Settlement) => change('decided', `${pathOf(id)}/${how}`), onDone);
}

function pathOf(id: string): string {
  return `/api/v1/dispositions/${encodeURIComponent(id)}`;
}
