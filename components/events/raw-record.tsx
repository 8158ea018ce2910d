'use client';

import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { CopyButton } from '@/components/ui/copied';
import { Moment } from '@/components/ui/moment';
import { Segmented } from '@/components/ui/segmented';
import { legibleText } from '@/domain/legible-text';
import type { EventDetail } from '@/domain/views/person';
import { sessionQuery } from '@/lib/queries/frame';
import styles from './events.module.css';

type Signal = Pick<EventDetail['evidence'][number], 'label' | 'occurredAt' | 'sha256' | 'record'> & {
  /** Where a sign-in came from, where it is not said beside the record. */
  readonly ip?: string | null;
  readonly country?: string | null;
};

/** One raw record: set out to be read, or exactly as it was sent. */
export function RawRecord({ signal, open }: { signal: Signal; open: boolean }) {
  const { data: session } = useQuery(sessionQuery());
  const [view, setView] = useState<'read' | 'sent'>('read');
  return (
    <details className={styles.record} open={open}>
      <summary>
        {signal.label}
        <span>
          <Moment at={signal.occurredAt} />
          {signal.ip !== undefined && signal.ip !== null && (
            <>
              {' · '}
              {[signal.ip, signal.country ?? null].filter((part) => part !== null).join(' · ')}
            </>
          )}
        </span>
      </summary>
      <div className={styles.recordBody}>
        {signal.record === null ? (
          <p className={styles.recordBar}>
            {session?.namesWithheld === true
              ? 'Names are withheld from your role, and raw records hold them. What was read out of it is shown.'
              : 'Your role may not open raw records. Ask an administrator or an analyst.'}
          </p>
        ) : (
          <>
            <div className={styles.recordBar}>
              <Hash sha256={signal.sha256} />
              <Segmented
                label="How the record is shown"
                value={view}
                onChange={setView}
                options={[
                  { value: 'read', label: 'Set out' },
                  { value: 'sent', label: 'As sent' },
                ]}
              />
            </div>
            <pre className={styles.json} tabIndex={0} aria-label="Raw record">
              {view === 'sent' ? signal.record : setOut(signal.record)}
            </pre>
          </>
        )}
      </div>
    </details>
  );
}

/** What the record can be told from any other by: its beginning, whole for whoever hovers, listens or copies it. */
function Hash({ sha256 }: { sha256: string }) {
  const whole = useRef<HTMLSpanElement>(null);
  return (
    <span className={styles.hash}>
      <span title={`SHA-256 of the record as it was sent: ${sha256}`}>
        sha256 <span aria-hidden="true">{sha256.slice(0, 16)}…</span>
        <span className="visually-hidden" ref={whole}>
          {sha256}
        </span>
      </span>
      <CopyButton label="SHA-256 of the record" value={sha256} text={whole} size="compact-xs" />
    </span>
  );
}

/** The record with line breaks, and nothing in it that turns text; as it was sent where it is not JSON. */
function setOut(record: string): string {
  try {
    return legibleText(JSON.stringify(JSON.parse(record), null, 2));
  } catch {
    return record;
  }
}
