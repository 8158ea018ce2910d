'use client';

import Link from 'next/link';
import { BandScore } from '@/components/ui/band';
import { Moment } from '@/components/ui/moment';
import { OutcomeChip } from '@/components/ui/outcome-chip';
import table from '@/components/ui/table.module.css';
import type { PersonRow } from '@/domain/views/person';
import { useNow } from '@/lib/clock';
import { useCarried, usePastMoment } from '@/lib/past';
import { directoryLooks } from '@/lib/directory-words';
import { fallLength } from '@/lib/format/fall';
import { formatGroups } from '@/lib/format/place';

/** Who it is, as the link that opens the row, with what tells people of one name apart. */
export function PersonLead({
  person,
  groups,
  clipped = false,
  withOutcome = false,
}: {
  person: PersonRow;
  /** How many groups there is room for. */
  groups: number;
  clipped?: boolean;
  /** Where there is no room for a column of its own, whether they got in stands above the name. */
  withOutcome?: boolean;
}) {
  const carried = useCarried();
  return (
    <>
      {withOutcome && person.outcome !== null && (
        <div>
          <OutcomeChip outcome={person.outcome} />
        </div>
      )}
      <Link className={table.opener} href={carried(`/people/${person.id}`)} prefetch={false} data-row>
        {person.name}
      </Link>
      <span
        className={`${table.sub ?? ''} ${clipped ? (table.clip ?? '') : ''}`}
        title={person.groups.join(', ')}
      >
        {describe(person, groups)}
      </span>
    </>
  );
}

/** Whether they got in as them; of whom there is no event, nothing is said. */
export function OutcomeCell({ person: { outcome } }: { person: PersonRow }) {
  return (
    <td data-label="Outcome" data-empty={outcome === null || undefined}>
      {outcome === null ? <span className={table.soft}>–</span> : <OutcomeChip outcome={outcome} />}
    </td>
  );
}

export function AttackFactorCell({ person: { attackFactor } }: { person: PersonRow }) {
  return (
    <td data-label="Attack factor" data-wide>
      <BandScore shown={attackFactor.shown} band={attackFactor.band} />
    </td>
  );
}

export function HumanRiskCell({ person: { humanRisk } }: { person: PersonRow }) {
  const { at } = usePastMoment();
  return (
    <td data-label="Human risk score" data-wide>
      {humanRisk === null ? (
        <span className={table.soft}>{at === null ? 'not known' : 'none of then'}</span>
      ) : (
        <BandScore shown={humanRisk.shown} band={humanRisk.band} />
      )}
    </td>
  );
}

export function LastEventCell({ person: { lastEventAt } }: { person: PersonRow }) {
  const { at } = usePastMoment();
  return (
    <td data-label="Last event" className={table.nowrap}>
      {lastEventAt === null ? (
        <span className={table.soft}>none</span>
      ) : (
        <Moment at={lastEventAt} as={at === null ? 'relative' : 'clock'} seconds={false} />
      )}
    </td>
  );
}

export function FallCell({ person: { fallsBelow } }: { person: PersonRow }) {
  const current = useNow();
  const { at } = usePastMoment();
  const now = at === null ? current : Date.parse(at);
  return (
    <td data-label="Falls a band in" className={`${table.num ?? ''} ${table.soft ?? ''}`}>
      {fallLength(fallsBelow, now) ?? '–'}
    </td>
  );
}

/** Groups, else the address; how critical they are, and what the directory lacks. */
function describe(person: PersonRow, most: number): string {
  const address = person.email ?? person.username;
  const who =
    person.groups.length > 0 ? formatGroups(person.groups, most) : address === person.name ? null : address;
  const critical = person.criticality === 'standard' ? null : person.criticality;
  const place = directoryLooks(person.directory, null).map(({ word }) => word.toLowerCase());
  return [who, critical, ...place].filter((part) => part !== null).join(' · ');
}
