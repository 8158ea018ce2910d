'use client';

import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { NumberLink } from '@/components/dashboard/number-link';
import { Moment } from '@/components/ui/moment';
import table from '@/components/ui/table.module.css';
import type { HiddenBy } from '@/domain/views/hidden';
import { sentenceOf } from '@/lib/api/problem';
import { changeInParts } from '@/lib/api/request';
import { draftOf } from '@/lib/detector-draft';
import { firedHref } from '@/lib/event-links';
import { formatCount } from '@/lib/format/number';
import { detectorsQuery } from '@/lib/queries/detectors';
import { sessionQuery } from '@/lib/queries/frame';
import styles from './hidden.module.css';

const DAYS = 7;

/** Detectors that somebody switched off, one in a row; what they would have found is counted when it is asked for. */
export function OffTable({ items }: { items: readonly HiddenBy<'detector_off'>[] }) {
  const { data: session } = useQuery(sessionQuery());
  const mayCount = session?.permissions.includes('policy:write') === true;
  const { data: view } = useQuery(detectorsQuery());
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null);
  const trial = useMutation({
    mutationFn: (thresholds: Readonly<Record<string, number>>) =>
      changeInParts(
        'detectorTrial',
        '/api/v1/detectors/preview',
        { thresholds, off: [], days: DAYS },
        setProgress,
      ),
    onMutate: () => setProgress(null),
  });
  const found = new Map(trial.data?.kinds.map(({ kind, more }) => [kind, more]));
  const counted = ({ id, countable }: HiddenBy<'detector_off'>): string => {
    if (!countable) return 'cannot be counted';
    const more = found.get(id);
    return more === undefined ? 'not counted yet' : formatCount(more);
  };
  return (
    <>
      <div className={table.scroll}>
        <table className={`${table.table ?? ''} ${table.stacks ?? ''}`} aria-label="Detectors switched off">
          <thead>
            <tr>
              <th scope="col">Detector</th>
              <th scope="col">By</th>
              <th scope="col">Since</th>
              <th scope="col" className={table.num} title="Events of the kind in 30 days, all the same">
                Events all the same
              </th>
              <th scope="col" className={table.num}>
                Hidden in {DAYS} days
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.id}>
                <th scope="row" data-lead>
                  {item.label}
                  <span className={table.sub}>{item.reason}</span>
                </th>
                <td data-label="By">
                  {item.by}
                  <span className={table.sub}>
                    <Link className={styles.link} href="/settings/detectors" prefetch={false}>
                      settings {item.settings}
                    </Link>
                  </span>
                </td>
                <td data-label="Since">
                  <Moment at={item.since} seconds={false} />
                  <span className={table.sub}>no expiry</span>
                </td>
                <td data-label="Events all the same" className={table.num}>
                  <NumberLink count={item.fired} href={firedHref(item.id)} />
                </td>
                <td data-label={`Hidden in ${DAYS} days`} className={table.num}>
                  {counted(item)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={styles.count}>
        {mayCount && view !== undefined && (
          <Button
            variant="default"
            loading={trial.isPending}
            onClick={() => trial.mutate(draftOf(view).thresholds)}
          >
            Count what they hide
          </Button>
        )}
        <p role="status">
          {trial.error !== null
            ? sentenceOf(trial.error)
            : trial.isPending
              ? progress === null
                ? 'The count begins.'
                : `Looked at ${formatCount(progress.done)} of ${formatCount(progress.total)} people.`
              : mayCount
                ? `Counting runs them over the stored sign-ins of the last ${DAYS} days and keeps nothing.`
                : 'Who may change the detectors can count what these hide.'}
        </p>
      </div>
    </>
  );
}
