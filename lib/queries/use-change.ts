import { useMutation, useQueryClient } from '@tanstack/react-query';
import { KEY } from './keys';

/** What a change to an integration makes old on screen. */
const SUBJECTS = [KEY.integration, KEY.runs, KEY.hub, KEY.dashboard, KEY.shell];

/** A change to an integration: whatever becomes of it, what the page shows of it is asked for again. */
export function useIntegrationChange<Input = void, Answer = unknown>(
  make: (input: Input) => Promise<Answer>,
  onDone?: (answer: Answer) => void,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: make,
    ...(onDone === undefined ? {} : { onSuccess: onDone }),
    onSettled: async () => {
      for (const subject of SUBJECTS) await client.invalidateQueries({ queryKey: [subject] });
    },
  });
}
