import table from '@/components/ui/table.module.css';
import type { PersonRow } from '@/domain/views/person';
import { AttackFactorCell, FallCell, PersonLead } from './person-cells';

/** People with their attack factor, as a card has room for; each row opens the profile. */
export function PersonTable({ people, label }: { people: readonly PersonRow[]; label: string }) {
  return (
    <div className={table.scroll}>
      <table className={`${table.table ?? ''} ${table.stacks ?? ''}`} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col">Attack factor</th>
            <th scope="col" className={table.num}>
              Falls a band in
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id} data-opens>
              <th scope="row" data-lead className={table.squeeze}>
                <PersonLead person={person} groups={1} clipped withOutcome />
              </th>
              <AttackFactorCell person={person} />
              <FallCell person={person} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
