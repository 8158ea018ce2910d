import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { PersonCare } from '@/domain/views/care';
import type { PersonHistory } from '@/domain/views/history';
import { change, read, withParameters } from '@/lib/api/request';
import { KEY } from './keys';
import { followsChanges } from './long-list';

/** Who looks after a person, what comes next, and what was noted. */
export function careQuery(personId: string) {
  return queryOptions({
    queryKey: [KEY.care, personId],
    queryFn: ({ signal }) => read('care', `${pathOf(personId)}/care`, signal),
  });
}

const FIRST_PAGE: string | null = null;

/** What Parapet and its members did about a person, page by page; and who looked, where that is asked for. */
export function historyQuery(personId: string, viewings: 'with' | 'without') {
  return infiniteQueryOptions({
    queryKey: [KEY.history, personId, viewings],
    queryFn: ({ pageParam, signal }) =>
      read('history', withParameters(`${pathOf(personId)}/history`, { viewings, cursor: pageParam }), signal),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (page: PersonHistory) => page.nextCursor,
    placeholderData: (before, query) => (query?.queryKey[1] === personId ? before : undefined),
    enabled: ({ state }) => followsChanges(state),
  });
}

/** What a person's successful sign-ins used, at a moment or now: the baseline that new ones are compared with. */
export function habitsQuery(personId: string, at: string | null) {
  return queryOptions({
    queryKey: [KEY.habits, personId, at],
    queryFn: ({ signal }) => read('habits', withParameters(`${pathOf(personId)}/habits`, { at }), signal),
  });
}

/** A change to what members make of a person. */
export type CareWish =
  | { readonly set: { owner?: string | null; acknowledged?: boolean }; readonly basedOn: number }
  | { readonly addStep: string }
  | { readonly step: string; readonly done: boolean }
  | { readonly removeStep: string }
  | { readonly addNote: string }
  | { readonly note: string; readonly basedOn: number; readonly text: string }
  | { readonly removeNote: string; readonly basedOn: number };

/** Changes it; whatever becomes of that, the card shows what holds then. */
export function useCareChange(personId: string, onDone?: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: CareWish): Promise<PersonCare> => {
      const { path, body } = requestOf(wish);
      return change('care', `${pathOf(personId)}/${path}`, body);
    },
    onSuccess: (care) => {
      client.setQueryData(careQuery(personId).queryKey, care);
      onDone?.();
    },
    onSettled: () =>
      Promise.all(
        [KEY.care, KEY.history].map((subject) => client.invalidateQueries({ queryKey: [subject, personId] })),
      ),
  });
}

function requestOf(wish: CareWish): {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
} {
  if ('set' in wish) return { path: 'care', body: { ...wish.set, basedOn: wish.basedOn } };
  if ('addStep' in wish) return { path: 'steps', body: { text: wish.addStep } };
  if ('step' in wish) return { path: `steps/${wish.step}`, body: { done: wish.done } };
  if ('removeStep' in wish) return { path: `steps/${wish.removeStep}/remove`, body: {} };
  if ('addNote' in wish) return { path: 'notes', body: { text: wish.addNote } };
  if ('note' in wish) return { path: `notes/${wish.note}`, body: { text: wish.text, basedOn: wish.basedOn } };
  return { path: `notes/${wish.removeNote}/remove`, body: { basedOn: wish.basedOn } };
}

function pathOf(personId: string): string {
  return `/api/v1/people/${encodeURIComponent(personId)}`;
}
