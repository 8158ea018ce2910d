import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { change, read } from '@/lib/api/request';
import { KEY } from './keys';

/** Whether names are withheld, and from which roles. */
export function pseudonymsQuery() {
  return queryOptions({
    queryKey: [KEY.pseudonyms],
    queryFn: ({ signal }) => read('pseudonyms', '/api/v1/privacy/pseudonyms', signal),
  });
}

/** Withholds names from now on, or shows them again. */
export function useSetPseudonyms() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (withheld: boolean) => change('pseudonyms', '/api/v1/privacy/pseudonyms', { withheld }),
    onSettled: () =>
      Promise.all([KEY.pseudonyms, KEY.session].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}

/** Shows who one person is, for an hour: everything that is on screen is asked for again. */
export function useReveal(personId: string, onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      change('done', `/api/v1/people/${encodeURIComponent(personId)}/reveal`, { reason }),
    onSuccess: async () => {
      onDone();
      await client.invalidateQueries();
    },
  });
}
