'use client';

import Link from 'next/link';
import { BandScore } from '@/components/ui/band';
import { Moment } from '@/components/ui/moment';
import table from '@/components/ui/table.module.css';
import type { PersonRow } from '@/domain/views/person';
import { useNow } from '@/lib/clock';
import { directoryLooks } from '@/lib/directory-words';
import { fallLength } from '@/lib/format/fall';
import { formatCount } from '@/lib/format/number';
import { formatGroups } from '@/lib/format/place';

const CRITICALITY: Readonly<Record<PersonRow['criticality'], string | null>> = {
  standard: null,
  elevated: 'elevated',
  critical: 'critical',
};

/** People with both scores; each row opens the profile. `brief` leaves out what a card has no room for. */
export function PersonTable({
  people,
  label,
  brief = false,
}: {
  people: readonly PersonRow[];
  label: string;
  brief?: boolean;
}) {
  return (
    <div className={table.scroll}>
      <table className={`${table.table ?? ''} ${table.stacks ?? ''}`} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col">Attack factor</th>
            {!brief && (
              <>
                <th scope="col">Human risk score</th>
                <th scope="col" className={table.num}>
                  Events
                </th>
                <th scope="col">Last event</th>
              </>
            )}
            <th scope="col" className={table.num}>
              Falls a band in
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id} data-opens>
              <th scope="row" data-lead className={brief ? table.squeeze : undefined}>
                <Link className={table.opener} href={`/people/${person.id}`} prefetch={false} data-row>
                  {person.name}
                </Link>
                <span
                  className={`${table.sub ?? ''} ${brief ? (table.clip ?? '') : ''}`}
                  title={person.groups.join(', ')}
                >
                  {describe(person, brief ? 1 : 2)}
                </span>
              </th>
              <td data-label="Attack factor" data-wide>
                <BandScore shown={person.attackFactor.shown} band={person.attackFactor.band} />
              </td>
              {!brief && (
                <>
                  <td data-label="Human risk score" data-wide>
                    {person.humanRisk === null ? (
                      <span className={table.soft}>not known</span>
                    ) : (
                      <BandScore shown={person.humanRisk.shown} band={person.humanRisk.band} />
                    )}
                  </td>
                  <td data-label="Events" className={table.num}>
                    {formatCount(person.events)}
                  </td>
                  <td data-label="Last event" className={table.nowrap}>
                    {person.lastEventAt === null ? (
                      <span className={table.soft}>none</span>
                    ) : (
                      <Moment at={person.lastEventAt} as="relative" />
                    )}
                  </td>
                </>
              )}
              <td data-label="Falls a band in" className={`${table.num ?? ''} ${table.soft ?? ''}`}>
                <FallCell fall={person.fallsBelow} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FallCell({ fall }: { fall: PersonRow['fallsBelow'] }) {
  const now = useNow();
  return fallLength(fall, now) ?? '–';
}

/** What tells people of one name apart: groups, else the address; how critical they are, and what the directory lacks. */
function describe(person: PersonRow, most: number): string {
  const address = person.email ?? person.username;
  const who =
    person.groups.length > 0 ? formatGroups(person.groups, most) : address === person.name ? null : address;
  const place = directoryLooks(person.directory, null).map(({ word }) => word.toLowerCase());
  return [who, CRITICALITY[person.criticality], ...place].filter((part) => part !== null).join(' · ');
}
