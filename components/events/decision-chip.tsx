import { IconCircleCheck, IconEyeOff, IconHourglass } from '@tabler/icons-react';
import { Chip } from '@/components/ui/chip';
import type { DispositionBrief } from '@/domain/views/disposition';
import { VERDICT_FACTS } from '@/lib/dispositions';

const SIZE = { size: 13, stroke: 2.2, 'aria-hidden': true } as const;

/** What was decided of an event, or is proposed: in a word, with who said so on hover. */
export function DecisionChip({
  decision,
  stateBeside = false,
}: {
  decision: DispositionBrief;
  /** The state is said beside it: the chip need not. */
  stateBeside?: boolean;
}) {
  const { label, tone } = VERDICT_FACTS[decision.verdict];
  const title = `${decision.by}: ${decision.reason}`;
  if (decision.state === 'proposed') {
    return (
      <Chip tone="warn" icon={<IconHourglass {...SIZE} />} title={title}>
        {stateBeside ? label : `${label}, proposed`}
      </Chip>
    );
  }
  const Icon = decision.verdict === 'confirmed' ? IconCircleCheck : IconEyeOff;
  return (
    <Chip tone={tone} icon={<Icon {...SIZE} />} title={title}>
      {label}
    </Chip>
  );
}
