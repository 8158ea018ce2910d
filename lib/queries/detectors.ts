import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { change, read } from '@/lib/api/request';
import type { DetectorDraft } from '@/lib/detector-draft';
import { KEY } from './keys';

/** Every detector with what it goes by. */
export function detectorsQuery() {
  return queryOptions({
    queryKey: [KEY.detectors],
    queryFn: ({ signal }) => read('detectors', '/api/v1/detectors', signal),
  });
}

/** Saves what detectors go by; whatever becomes of it, what the page shows is asked for again. */
export function useSaveDetectors(onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: ReturnType<typeof savedOf>) => change('done', '/api/v1/detectors', input),
    onSuccess: onDone,
    onSettled: () => client.invalidateQueries({ queryKey: [KEY.detectors] }),
  });
}

/** What is sent to save a draft. */
export function savedOf({ thresholds, off }: DetectorDraft, reason: string, basedOn: number) {
  return { thresholds, off: [...off], reason, basedOn };
}
