'use client';

import { Button } from '@mantine/core';
import { Panel } from '@/components/ui/card';
import { EmptyState, FailedState } from '@/components/ui/states';
import { useAddress } from '@/lib/address';
import { Problem, sentenceOf } from '@/lib/api/problem';
import { NO_FILTER } from '@/lib/queries/people';

/** What a list can be narrowed to that there may not be, or may not have been, or that lies ahead. */
const GONE = {
  watchlist: {
    title: 'This watchlist is no longer there.',
    text: 'It was removed, or it is not one of this account. Those who were on it are still among everybody.',
    past: 'This watchlist has no past.',
  },
  integration: {
    title: 'This integration is no longer there.',
    text: 'It was removed, or it is not one of this account. Whom another integration knows is still among everybody.',
    past: 'From where people were known has no past.',
  },
  entered: {
    title: 'Nobody can be compared with this moment.',
    text: 'It is yet to come, or lies before the year 2020, from which on scores are reckoned.',
    past: 'Who entered a band has no past.',
  },
} as const;

/** Why the list of people is not shown, and the way on. */
export function PeopleNotRead({
  error,
  q,
  past,
  named,
  retry,
}: {
  error: Error;
  /** What was searched for. */
  q: string;
  /** Whether a past moment was asked for. */
  past: boolean;
  /** Whether people are found by name. */
  named: boolean;
  retry: () => void;
}) {
  const address = useAddress();
  const gone = (['watchlist', 'integration', 'entered'] as const).find((field) => isOf(error, field));
  if (!named && isOf(error, 'q'))
    return (
      <Way title="Names are withheld from your role." verb="Search anew" go={() => address.set({ q: null })}>
        {`“${q}” is not the beginning of a pseudonym. People are found by theirs alone, as in 7F3K-2M.`}
      </Way>
    );
  if (gone === undefined)
    return <FailedState what="The people could not be read." error={error} retry={retry} />;
  if (past)
    return (
      <Way title={GONE[gone].past} verb="Show everybody of then" go={() => address.set({ [gone]: null })}>
        {sentenceOf(error)}
      </Way>
    );
  return (
    <Way title={GONE[gone].title} verb="Show everybody" go={() => address.set(NO_FILTER)}>
      {GONE[gone].text}
    </Way>
  );
}

function Way({
  title,
  verb,
  go,
  children,
}: {
  title: string;
  verb: string;
  go: () => void;
  children: string;
}) {
  return (
    <Panel label="People">
      <EmptyState
        title={title}
        centred
        action={
          <Button variant="default" onClick={go}>
            {verb}
          </Button>
        }
      >
        {children}
      </EmptyState>
    </Panel>
  );
}

/** Whether it is about this part of what was asked for. */
function isOf(error: Error, field: string): boolean {
  return error instanceof Problem && error.fieldMessage(field) !== undefined;
}
