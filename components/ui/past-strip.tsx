'use client';

import { IconHistory } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { PeoplePage, Reading } from '@/domain/views/person';
import { useAddress } from '@/lib/address';
import { useUnreadMoment } from '@/lib/past';
import { Panel } from './card';
import { Moment } from './moment';
import styles from './past.module.css';
import { Segmented } from './segmented';

/** Says that the past is shown, of which moment and by which knowledge, and the way back. */
export function PastStrip({
  asOf,
  reading,
  children,
}: {
  asOf: string;
  reading: Reading;
  children?: ReactNode;
}) {
  const address = useAddress();
  return (
    <Panel tone="warn" label="The past is shown" className={styles.past}>
      <IconHistory size={17} stroke={2} color="var(--p-warn)" aria-hidden />
      <span>
        <strong>
          You see <Moment at={asOf} as="dated" />, {reading === 'then' ? 'as known then' : 'with hindsight'}.
        </strong>{' '}
        {children}
      </span>
      <Segmented
        label="How the past is read"
        value={reading}
        options={[
          { value: 'then', label: 'As known then' },
          { value: 'hindsight', label: 'With hindsight' },
        ]}
        onChange={(wanted) => address.set({ reading: wanted === 'then' ? null : wanted, event: null })}
      />
      <button
        type="button"
        className={styles.link}
        data-steers
        onClick={() => address.set({ at: null, reading: null, event: null })}
      >
        Back to now
      </button>
    </Panel>
  );
}

/** Says that an address names no moment that can be shown, so that nobody takes what is of now for the past. */
export function UnreadMoment() {
  const named = useUnreadMoment();
  const address = useAddress();
  if (named === null) return null;
  return (
    <Panel tone="warn" label="No past moment" className={styles.past}>
      <IconHistory size={17} stroke={2} color="var(--p-warn)" aria-hidden />
      <span>
        <strong>You see now.</strong> The address names “{named.slice(0, 40)}”, which is no moment from the
        year 2020 until now. Choose another.
      </span>
      <button
        type="button"
        className={styles.link}
        data-steers
        onClick={() => address.set({ at: null, reading: null })}
      >
        Leave it out
      </button>
    </Panel>
  );
}

/** What a past moment lacks because it is kept no longer, or because nothing was collected yet. */
export function PastLacks({ collectsSince, forgotten }: Pick<PeoplePage, 'collectsSince' | 'forgotten'>) {
  return (
    <>
      {collectsSince !== null && (
        <>
          Parapet has collected since <Moment at={collectsSince} as="dated" />: before that nothing was known.
          With hindsight shows what is known of it now.{' '}
        </>
      )}
      {forgotten.namesBefore !== null && (
        <>
          What the directory said before <Moment at={forgotten.namesBefore} as="dated" /> is not kept: name,
          e-mail and standing are those of that time.{' '}
        </>
      )}
      {forgotten.eventsBefore !== null && (
        <>
          Events from before <Moment at={forgotten.eventsBefore} as="dated" /> are not kept: scores lack
          them.{' '}
        </>
      )}
    </>
  );
}

/** By what knowledge numbers of a past moment are, and under which policy. */
export function pastWords(what: string, reading: Reading, policy: number): string {
  return reading === 'hindsight'
    ? `${what} are by what is known of it now: what came late is there, what was decided since holds, with the criticality and groups of today. The policy is the one of then (${policy}). `
    : `${what} are as they were known then, by the decisions, the criticality, the groups and the policy (${policy}) of then. `;
}
