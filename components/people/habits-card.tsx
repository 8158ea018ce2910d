'use client';

import { useQuery } from '@tanstack/react-query';
import { FoldButton } from '@/components/ui/fold-button';
import { Card } from '@/components/ui/card';
import { EmptyState, FailedState } from '@/components/ui/states';
import { Bone, Loading } from '@/components/ui/skeleton';
import type { HabitPart, PersonHabitsView } from '@/domain/views/habits';
import { formatDate } from '@/lib/format/moment';
import { formatCount, formatCountOf } from '@/lib/format/number';
import { habitsQuery } from '@/lib/queries/care';
import { useTurned } from '@/lib/use-turned';
import own from './moment.module.css';
import styles from './people.module.css';

const TITLES: Readonly<Record<HabitPart, string>> = {
  country: 'Countries',
  network: 'Networks',
  device: 'Devices',
  client: 'Clients',
  factor: 'Factors',
};

/** Places and devices that a person's own sign-ins used, by the moment that is shown: the baseline that new ones are compared with. */
export function HabitsCard({ personId, asOf }: { personId: string; asOf: string | null }) {
  const { data, error, refetch } = useQuery(habitsQuery(personId, asOf));
  return (
    <Card
      title="Places and devices seen"
      className={styles.learningCard}
      note="in successful sign-ins, without those behind an attack; what new ones are compared with"
    >
      {data !== undefined ? (
        <Habits habits={data} asOf={asOf} />
      ) : error === null ? (
        <Loading>
          <Bone width="100%" height={140} />
        </Loading>
      ) : (
        <FailedState what="The habits could not be read." error={error} retry={() => void refetch()} />
      )}
    </Card>
  );
}

/** What is kept as "Windows|Firefox" or "duo_push", as somebody would say it. */
function legible(value: string): string {
  return value.replaceAll('|', ', ').replaceAll('_', ' ');
}

function Habits({ habits: { until, parts }, asOf }: { habits: PersonHabitsView; asOf: string | null }) {
  const known = parts.filter(({ values }) => values.length > 0);
  if (until === null || known.length === 0)
    return asOf !== null ? (
      <EmptyState title="Nothing is kept of the days before that moment.">
        Habits are kept as far back as detectors compare, and begin a day after the first successful sign-ins.
      </EmptyState>
    ) : (
      <EmptyState title="Nothing is learnt of this person yet.">
        Where they sign in from, and with what, appears here a day after their first successful sign-ins.
      </EmptyState>
    );
  return (
    <dl className={styles.facts}>
      <dt>{asOf === null ? 'Learnt from' : 'Of the past'}</dt>
      <dd>
        days before {formatDate(Date.parse(until), 'UTC')} (UTC)
        {asOf === null
          ? ': a sign-in is compared with what lies at least a day before it'
          : ', by what is known of them now and as far back as is kept'}
      </dd>
      {known.map(({ part, total, values }) => (
        <div key={part} style={{ display: 'contents' }}>
          <dt>{TITLES[part]}</dt>
          <dd>
            <Values part={part} total={total} values={values} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Values that are shown before all are asked for. */
const FEW = 12;

/** What was used, the most first; the rest is opened in place. */
function Values({ part, total, values }: PersonHabitsView['parts'][number]) {
  const [all, turn] = useTurned('all', `habits-${part}`);
  const shown = all ? values : values.slice(0, FEW);
  const rest = total - shown.length;
  return (
    <>
      {shown.map(({ value, name, firstDay, lastDay, signIns }, index) => (
        <span
          key={value}
          title={`${formatCountOf(signIns, 'sign-in', 'sign-ins')}, ${formatDate(Date.parse(firstDay), 'UTC')} to ${formatDate(Date.parse(lastDay), 'UTC')} (UTC)`}
        >
          {index > 0 && ', '}
          {name ?? legible(value)} <span className={own.habitCount}>{formatCount(signIns)}×</span>
        </span>
      ))}
      {all && rest > 0 && ` and ${formatCount(rest)} more, used less`}
      {values.length > FEW && (
        <FoldButton
          open={all}
          more={`and ${formatCount(rest)} more`}
          fewer={`Show the most used ${FEW} alone`}
          onTurn={turn}
        />
      )}
    </>
  );
}
