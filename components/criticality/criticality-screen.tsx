'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Card } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { PageHead } from '@/components/ui/page-head';
import { EmptyState, FailedState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import type { Groups } from '@/domain/views/criticality';
import { withParameters } from '@/lib/api/request';
import { CRITICALITY_LABELS, ruleEffect } from '@/lib/criticality-words';
import { formatCount, formatCountOf } from '@/lib/format/number';
import { groupsQuery, useSetRule } from '@/lib/queries/criticality';
import { sessionQuery } from '@/lib/queries/frame';
import { ChooseCriticality } from './choose-criticality';
import { ListPageBones } from '@/components/ui/skeleton';
import styles from './criticality.module.css';

const RULES = ['elevated', 'critical'] as const;

/** How critical the members of each group are. */
export function CriticalityScreen() {
  const { data, error, refetch } = useQuery(groupsQuery());
  const { data: session } = useQuery(sessionQuery());
  const mayChange = session?.permissions.includes('criticality:write') === true;
  if (data === undefined && error === null) return <ListPageBones rows={8} />;
  return (
    <>
      <PageHead
        title="Criticality"
        note="Attacks on people who matter more to an attacker count more. The highest of a person's groups holds, unless it is set for the person on their profile."
      />
      {data === undefined ? (
        <FailedState what="The groups could not be read." error={error} retry={() => void refetch()} />
      ) : (
        <Card title="Groups">
          {data.groups.length === 0 ? (
            <EmptyState title="No group is known yet." centred>
              Groups appear here with the directory, or with the first sign-in that names one.
            </EmptyState>
          ) : (
            <div className={table.scroll}>
              <table className={`${table.table ?? ''} ${table.stacks ?? ''}`} aria-label="Groups">
                <thead>
                  <tr>
                    <th scope="col">Group</th>
                    <th scope="col" className={table.num}>
                      People
                    </th>
                    <th scope="col">Criticality</th>
                    <th scope="col">Set by</th>
                  </tr>
                </thead>
                <tbody>
                  {data.groups.map((group) => (
                    <GroupRow key={group.group} group={group} mayChange={mayChange} />
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Card>
      )}
    </>
  );
}

function GroupRow({
  group: { group, people, ownSettings, rule },
  mayChange,
}: {
  group: Groups['groups'][number];
  mayChange: boolean;
}) {
  const set = useSetRule(group);
  return (
    <tr>
      <th scope="row" data-lead>
        {group}
        {ownSettings > 0 && (
          <span className={table.sub}>
            {formatCountOf(ownSettings, 'member has a setting', 'members have settings')} of their own
          </span>
        )}
      </th>
      <td data-label="People" className={table.num}>
        {people === 0 ? (
          '0'
        ) : (
          <Link className={styles.link} href={withParameters('/people', { group })} prefetch={false}>
            {formatCount(people)}
            <span className="visually-hidden"> of {group}</span>
          </Link>
        )}
      </td>
      <td data-label="Criticality" data-wide>
        {mayChange ? (
          <ChooseCriticality
            label={`Criticality of ${group}`}
            none="No rule"
            choices={RULES.map((name) => ({ name, label: CRITICALITY_LABELS[name] }))}
            value={rule?.criticality ?? null}
            effect={(chosen) => ruleEffect(chosen, people - ownSettings)}
            pending={set.isPending}
            error={set.error}
            onApply={(chosen, done) => set.mutate(chosen, { onSuccess: done })}
          />
        ) : rule === null ? (
          'No rule'
        ) : (
          CRITICALITY_LABELS[rule.criticality]
        )}
      </td>
      <td data-label="Set by" data-empty={rule === null || undefined}>
        {rule === null ? (
          '–'
        ) : (
          <>
            {rule.setBy}
            <span className={table.sub}>
              <Moment at={rule.setAt} as="relative" />
            </span>
          </>
        )}
      </td>
    </tr>
  );
}
