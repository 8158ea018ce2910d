import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { SavedPolicy } from '@/domain/views/scoring';
import { change, read } from '@/lib/api/request';
import { KEY } from './keys';

/** The policy in force, the one being prepared, and those before. */
export function scoringQuery() {
  return queryOptions({
    queryKey: [KEY.scoring],
    queryFn: ({ signal }) => read('scoring', '/api/v1/scoring', signal),
    refetchInterval: 60_000,
  });
}

/** Saves or restores a policy: `path` below that of scoring. Whatever becomes of it, what the page shows is asked for again. */
export function usePolicyChange<Input extends Readonly<Record<string, unknown>>>(
  path: string,
  onDone: (saved: SavedPolicy) => void,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => change('savedPolicy', `/api/v1/scoring/${path}`, input),
    onSuccess: onDone,
    onSettled: async () => {
      for (const subject of [KEY.scoring, KEY.shell]) await client.invalidateQueries({ queryKey: [subject] });
    },
  });
}
