'use client';

import { useQuery } from '@tanstack/react-query';
import { IconCircleCheck, IconCircleMinus, IconHelpCircle } from '@tabler/icons-react';
import Link from 'next/link';
import { Card, Panel } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { Moment } from '@/components/ui/moment';
import { CardBones, Loading } from '@/components/ui/skeleton';
import { FailedState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import { EVENT_CATALOGUE, EVENT_GROUP_LABELS, EVENT_GROUPS } from '@/domain/event-catalogue';
import type { CoverageView, KindCoverageView } from '@/domain/views/coverage';
import { withParameters } from '@/lib/api/request';
import { formatCount, formatShare } from '@/lib/format/number';
import { coverageQuery } from '@/lib/queries/feed';
import styles from './feed-panels.module.css';

const SIZE = { size: 13, stroke: 2.2, 'aria-hidden': true } as const;

/** Which kinds of identity event can fire from this integration, why not the others, and what fired last. */
export function CoveragePanel({ integrationId }: { integrationId: string; connector: string }) {
  const { data, error, refetch } = useQuery(coverageQuery(integrationId));
  if (data === undefined) {
    if (error === null)
      return (
        <Loading>
          <CardBones rows={12} />
        </Loading>
      );
    return (
      <Panel label="Coverage">
        <FailedState what="The coverage could not be read." error={error} retry={() => void refetch()} />
      </Panel>
    );
  }
  return (
    <div className={styles.stack}>
      <Card title="What can fire here" note={noteOf(data)}>
        <div className={table.scroll}>
          <table className={`${table.table ?? ''} ${table.stacks ?? ''}`}>
            <thead>
              <tr>
                <th scope="col">Kind</th>
                <th scope="col">Here</th>
                <th scope="col">Why</th>
                <th scope="col" className={table.num}>
                  Events, 30 d
                </th>
                <th scope="col">Last fired</th>
              </tr>
            </thead>
            {EVENT_GROUPS.map((group) => (
              <tbody key={group}>
                <tr className={styles.groupRow}>
                  <th scope="colgroup" colSpan={5} data-lead>
                    {EVENT_GROUP_LABELS[group]}
                  </th>
                </tr>
                {data.kinds
                  .filter(({ kind }) => EVENT_CATALOGUE[kind].group === group)
                  .map((row) => (
                    <Row key={row.kind} row={row} integrationId={integrationId} />
                  ))}
              </tbody>
            ))}
          </table>
        </div>
      </Card>
      {data.unknownNames.length > 0 && <UnknownNames names={data.unknownNames} />}
    </div>
  );
}

function noteOf({ kinds, edition, signIns, assessed }: CoverageView): string {
  const can = kinds.filter(({ standing }) => standing === 'can').length;
  const said = [
    `${formatCount(can)} of ${formatCount(kinds.length)} kinds`,
    edition === null ? null : `edition ${edition}`,
    signIns === 0
      ? null
      : `${formatShare(assessed / signIns)} of the sign-ins of two days carry Duo’s assessment`,
  ];
  return said.filter((part) => part !== null).join(' · ');
}

function Row({ row, integrationId }: { row: KindCoverageView; integrationId: string }) {
  return (
    <tr>
      <th scope="row" data-lead>
        <strong className={table.strong}>{EVENT_CATALOGUE[row.kind].label}</strong>
      </th>
      <td data-label="Here" className={table.nowrap}>
        <Standing standing={row.standing} />
      </td>
      <td data-label="Why" className={table.soft} data-wide>
        {row.why}
      </td>
      <td
        data-label="Events, 30 d"
        className={`${table.num ?? ''} ${row.events === 0 ? (table.soft ?? '') : ''}`}
      >
        {row.events === 0 ? (
          '0'
        ) : (
          <Link
            className={styles.link}
            prefetch={false}
            href={withParameters('/behaviors/identity', {
              ...{ tab: 'latest', kind: row.kind, integration: integrationId },
            })}
          >
            {formatCount(row.events)}
          </Link>
        )}
      </td>
      <td data-label="Last fired" className={`${table.soft ?? ''} ${table.nowrap ?? ''}`}>
        {row.lastFiredAt === null ? 'never' : <Moment at={row.lastFiredAt} as="relative" />}
      </td>
    </tr>
  );
}

function Standing({ standing }: { standing: KindCoverageView['standing'] }) {
  switch (standing) {
    case 'can':
      return (
        <Chip tone="good" icon={<IconCircleCheck {...SIZE} />}>
          Can fire
        </Chip>
      );
    case 'unsure':
      return (
        <Chip tone="warn" icon={<IconHelpCircle {...SIZE} />}>
          Not known
        </Chip>
      );
    case 'cannot':
      return (
        <Chip tone="quiet" icon={<IconCircleMinus {...SIZE} />}>
          Cannot fire
        </Chip>
      );
  }
}

function UnknownNames({ names }: { names: CoverageView['unknownNames'] }) {
  return (
    <Card
      title="Detections by a name that Parapet does not know"
      note="30 days; each is kept as Other Duo detection"
    >
      <div className={table.scroll}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">Name, as Duo writes it</th>
              <th scope="col" className={table.num}>
                Events
              </th>
            </tr>
          </thead>
          <tbody>
            {names.map(({ name, events }) => (
              <tr key={name}>
                <th scope="row" className={table.mono}>
                  {name}
                </th>
                <td className={table.num}>{formatCount(events)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
