import { IconLockOpen2, IconQuestionMark, IconShieldCheck } from '@tabler/icons-react';
import type { EventRow } from '@/domain/views/person';
import { Chip } from './chip';

const SIZE = { size: 13, stroke: 2.2, 'aria-hidden': true } as const;

/** Whether they got in: the first thing to know of an event. */
export function OutcomeChip({ outcome }: { outcome: EventRow['outcome'] }) {
  switch (outcome) {
    case 'got_in':
      return (
        <Chip tone="bad" icon={<IconLockOpen2 {...SIZE} />}>
          Got in
        </Chip>
      );
    case 'refused':
      return (
        <Chip tone="good" icon={<IconShieldCheck {...SIZE} />}>
          Refused
        </Chip>
      );
    case 'unknown':
      return (
        <Chip tone="quiet" icon={<IconQuestionMark {...SIZE} />}>
          Unknown
        </Chip>
      );
  }
}
