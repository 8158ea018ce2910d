'use client';

import { Moment } from '@/components/ui/moment';
import { OutcomeChip } from '@/components/ui/outcome-chip';
import table from '@/components/ui/table.module.css';
import type { EventRow } from '@/domain/views/person';
import { isLeftOut } from '@/lib/dispositions';
import { formatContribution } from '@/lib/format/number';
import { usePastMoment } from '@/lib/past';
import { DecisionChip } from './decision-chip';
import styles from './events.module.css';
import { useOpenEvent } from './use-open-event';

/** The newest identity events in a narrow card. */
export function NewestEvents({ events }: { events: readonly EventRow[] }) {
  const open = useOpenEvent();
  const { at } = usePastMoment();
  return (
    <ol className={styles.newest}>
      {events.map((event) => (
        <li key={event.id}>
          <Moment at={event.occurredAt} as={at === null ? 'span' : 'clock'} seconds={false} />
          <div>
            <span className={styles.newestLead}>
              <OutcomeChip outcome={event.outcome} />
              <button type="button" className={table.opener} data-row onClick={() => open(event.id)}>
                {event.label}
              </button>
            </span>
            <span className={table.sub}>
              {event.person.name} · {event.sentence}
            </span>
          </div>
          <div className={styles.newestEnd}>
            {event.disposition !== null && <DecisionChip decision={event.disposition} />}
            {!isLeftOut(event) && (
              <span
                className={styles.points}
                title={
                  at === null ? 'What it adds to the attack factor now' : 'What it added to the attack factor'
                }
              >
                {formatContribution(event.contributionPrinted, event.contribution)}
              </span>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
