import { IconLockOpen2, IconQuestionMark, IconShieldCheck } from '@tabler/icons-react';
import type { EventRow } from '@/domain/views/person';
import { OUTCOME_LABELS } from '@/lib/outcome-words';
import { Chip } from './chip';

const SIZE = { size: 13, stroke: 2.2, 'aria-hidden': true } as const;

/** Whether they got in: the first thing to know of an event, a campaign and a person. */
export function OutcomeChip({ outcome }: { outcome: EventRow['outcome'] }) {
  switch (outcome) {
    case 'got_in':
      return (
        <Chip tone="bad" icon={<IconLockOpen2 {...SIZE} />}>
          {OUTCOME_LABELS.got_in}
        </Chip>
      );
    case 'refused':
      return (
        <Chip tone="good" icon={<IconShieldCheck {...SIZE} />}>
          {OUTCOME_LABELS.refused}
        </Chip>
      );
    case 'unknown':
      return (
        <Chip tone="quiet" icon={<IconQuestionMark {...SIZE} />}>
          {OUTCOME_LABELS.unknown}
        </Chip>
      );
  }
}
