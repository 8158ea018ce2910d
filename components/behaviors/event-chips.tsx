'use client';

import { IconX } from '@tabler/icons-react';
import { Moment } from '@/components/ui/moment';
import type { ReactNode } from 'react';
import { BAND_FACTS } from '@/domain/bands';
import { EVENT_GROUP_LABELS } from '@/domain/event-catalogue';
import { useAddress } from '@/lib/address';
import { formatGroups } from '@/lib/format/place';
import { CRITICALITY_LABELS } from '@/lib/criticality-words';
import { type EventFilter, parseEventFilter } from '@/lib/queries/events';
import { type IndividualFilter, parseIndividualFilter } from '@/lib/queries/identity';
import styles from './behaviors.module.css';

export type ChipName =
  | 'group'
  | 'department'
  | 'integration'
  | 'band'
  | 'criticality'
  | 'person'
  | 'campaign'
  | 'under'
  | 'loop'
  | 'time';

/** What things are called: of an integration or a person that is not named the words stay general. */
export interface ChipNames {
  readonly integrations: readonly { readonly id: string; readonly name: string }[];
  readonly person?: string | undefined;
}

/** What a link narrowed the list to beside the controls; each can be taken away. */
export function EventChips({ names, called }: { names: readonly ChipName[]; called: ChipNames }) {
  const address = useAddress();
  const filter = filterOf(address.get);
  return names.map((name) => {
    const words = wordsOf(name, filter, called);
    return words === null ? null : <Chip key={name} words={words} clears={CLEARS[name]} />;
  });
}

/** What the address narrows that what is shown here is not narrowed to: it says so, and each can be taken away. */
export function NotNarrowed({ names, called }: { names: readonly ChipName[]; called: ChipNames }) {
  const address = useAddress();
  const filter = filterOf(address.get);
  if (names.every((name) => wordsOf(name, filter, called) === null)) return null;
  return (
    <p className={styles.notNarrowed}>
      What is shown here is not narrowed to:
      <EventChips names={names} called={called} />
    </p>
  );
}

/** The parameters of the address that each stands for. */
const CLEARS: Readonly<Record<ChipName, readonly string[]>> = {
  group: ['group'],
  department: ['department', 'ungrouped'],
  integration: ['integration'],
  band: ['band'],
  criticality: ['criticality'],
  person: ['person'],
  campaign: ['campaign'],
  under: ['under'],
  loop: ['loop'],
  time: ['from', 'to', 'known'],
};

type Filter = EventFilter & Pick<IndividualFilter, 'band' | 'criticality'>;

function filterOf(get: (name: string) => string | null): Filter {
  const { band, criticality } = parseIndividualFilter(get);
  return { ...parseEventFilter(get), band, criticality };
}

/** Null where nothing is narrowed so. */
function wordsOf(name: ChipName, filter: Filter, called: ChipNames): ReactNode {
  const {
    group,
    department,
    ungrouped,
    integration,
    band,
    criticality,
    person,
    campaign,
    under,
    loop,
    from,
    to,
    known,
  } = filter;
  switch (name) {
    case 'group':
      return group === null ? null : EVENT_GROUP_LABELS[group];
    case 'department':
      if (ungrouped !== null) return 'People in no group';
      return department === null ? null : `People in ${formatGroups([department], 1)}`;
    case 'integration': {
      if (integration === null) return null;
      const source = called.integrations.find(({ id }) => id === integration)?.name;
      return source === undefined ? 'From one integration' : `From ${source}`;
    }
    case 'band':
      return band === null ? null : `Attack factor ${BAND_FACTS[band].label}`;
    case 'criticality':
      return criticality === null ? null : `Criticality ${CRITICALITY_LABELS[criticality]}`;
    case 'person':
      return person === null ? null : (called.person ?? 'One person');
    case 'campaign':
      return campaign === null ? null : 'One campaign';
    case 'under':
      return under === null ? null : 'Under one decision';
    case 'loop':
      return loop === null ? null : 'Of one retry loop';
    case 'time':
      if (known !== null)
        return (
          <>
            Known since <Moment at={known} seconds={false} />
          </>
        );
      if (from === null || to === null) return null;
      return (
        <>
          <Moment at={from} seconds={false} /> to <Moment at={to} seconds={false} />
        </>
      );
  }
}

function Chip({ words, clears }: { words: ReactNode; clears: readonly string[] }) {
  const address = useAddress();
  return (
    <button
      type="button"
      className={styles.chipButton}
      title="Take this filter away"
      onClick={() => address.set(Object.fromEntries(clears.map((name) => [name, null])))}
    >
      {words}
      <span className="visually-hidden">. Take this filter away</span>
      <IconX size={14} stroke={2} aria-hidden />
    </button>
  );
}
