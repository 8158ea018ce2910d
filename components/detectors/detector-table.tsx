'use client';

import { Switch } from '@mantine/core';
import Link from 'next/link';
import { Fragment } from 'react';
import { Card } from '@/components/ui/card';
import table from '@/components/ui/table.module.css';
import type { EventKind } from '@/domain/event-catalogue';
import type { DetectorsView, DetectorView } from '@/domain/views/detectors';
import type { DecidedAs } from '@/domain/views/disposition';
import { withParameters } from '@/lib/api/request';
import type { DetectorDraft } from '@/lib/detector-draft';
import { formatCount } from '@/lib/format/number';
import styles from './detectors.module.css';
import { ThresholdFields } from './threshold-fields';

/** Every kind with its switch, how often it fired and was dismissed, and its thresholds behind a fold. */
export function DetectorTable({
  view,
  draft,
  onChange,
}: {
  view: DetectorsView;
  draft: DetectorDraft;
  onChange: ((draft: DetectorDraft) => void) | null;
}) {
  return (
    <Card
      title="Kinds of identity event"
      note="of the last 30 days; what fired counts whether or not it was dismissed since"
    >
      <table className={`${table.table ?? ''} ${table.stacks ?? ''}`} aria-label="Detectors">
        <thead>
          <tr>
            <th scope="col">Kind</th>
            <th scope="col">Derived here</th>
            <th scope="col" className={table.num}>
              Fired
            </th>
            <th scope="col" className={table.num}>
              Dismissed
            </th>
          </tr>
        </thead>
        <tbody>
          {view.detectors.map((detector) => (
            <Fragment key={detector.kind}>
              <DetectorRow detector={detector} draft={draft} onChange={onChange} />
              {detector.thresholds.length > 0 && (
                <tr className={styles.fold}>
                  <td colSpan={4}>
                    <details>
                      <summary>Thresholds of {detector.label}</summary>
                      <ThresholdFields thresholds={detector.thresholds} draft={draft} onChange={onChange} />
                    </details>
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function DetectorRow({
  detector: { kind, label, raisedBy, derived, fired, dismissed },
  draft,
  onChange,
}: {
  detector: DetectorView;
  draft: DetectorDraft;
  onChange: ((draft: DetectorDraft) => void) | null;
}) {
  const on = !draft.off.includes(kind);
  return (
    <tr>
      <th scope="row" data-lead>
        {label}
        <span className={table.sub}>{raisedBy}</span>
      </th>
      <td data-label="Derived here">
        {!derived ? (
          <span className={styles.soft}>reported only</span>
        ) : onChange === null ? (
          on ? (
            'On'
          ) : (
            'Off'
          )
        ) : (
          <Switch
            aria-label={`Derive ${label}`}
            checked={on}
            onChange={() =>
              onChange({
                ...draft,
                off: on ? [...draft.off, kind] : draft.off.filter((other) => other !== kind),
              })
            }
          />
        )}
      </td>
      <td data-label="Fired" className={table.num}>
        <Fired events={fired} kind={kind} />
      </td>
      <td data-label="Dismissed" className={table.num}>
        <Fired events={dismissed} kind={kind} decision="dismissed" />
      </td>
    </tr>
  );
}

/** How many events there were, and the list of exactly these. */
function Fired({ events, kind, decision }: { events: number; kind: EventKind; decision?: DecidedAs }) {
  if (events === 0) return '0';
  const href = withParameters('/behaviors/identity', { tab: 'latest', kind, decision: decision ?? null });
  return (
    <Link className={styles.link} href={href} prefetch={false}>
      {formatCount(events)}
    </Link>
  );
}
