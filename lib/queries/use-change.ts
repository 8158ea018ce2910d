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
    onSettled: async (_answer, error) => {
      const refreshed = Promise.all(
        SUBJECTS.map((subject) => client.invalidateQueries({ queryKey: [subject] })),
      );
      // What was refused can be sent again at once; what was done is over when the page shows it.
      if (error === null) await refreshed;
    },
  });
}
