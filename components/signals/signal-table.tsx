'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { Chip } from '@/components/ui/chip';
import { Moment } from '@/components/ui/moment';
import table from '@/components/ui/table.module.css';
import type { SignalRow } from '@/domain/views/signal';
import { useOpened } from '@/lib/address';
import { SIGNAL_COLUMNS, type SignalColumn } from '@/lib/signal-filter';

/** Raw records, newest first, with the chosen columns; each row opens its record. */
export function SignalTable({
  signals,
  columns,
}: {
  signals: readonly SignalRow[];
  columns: readonly SignalColumn[];
}) {
  const { open } = useOpened('signal');
  const shown = SIGNAL_COLUMNS.filter(({ id }) => columns.includes(id));
  return (
    <div className={table.scroll}>
      <table
        className={`${table.table ?? ''} ${table.stacks ?? ''} ${table.pairs ?? ''}`}
        aria-label="Records"
      >
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Stream</th>
            {shown.map(({ id, label }) => (
              <th scope="col" key={id}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {signals.map((signal) => (
            <tr key={signal.id} data-opens>
              <th scope="row" data-lead className={table.mono}>
                <button
                  type="button"
                  className={table.opener}
                  aria-haspopup="dialog"
                  data-row
                  onClick={() => open(signal.id)}
                >
                  <Moment at={signal.occurredAt} />
                </button>
              </th>
              <td data-label="Stream" data-wide className={table.soft}>
                {signal.stream.label}
                {signal.action !== null && !columns.includes('action') && (
                  <span className={table.sub}>{actOf(signal)}</span>
                )}
                {signal.backfill && <span className={table.sub}>backfill, never scored</span>}
              </td>
              {shown.map(({ id, label }) => (
                <Cell key={id} label={label}>
                  {contentOf(id, signal)}
                </Cell>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What was done in the vendor's panel, and by whom. */
function actOf({ action, actor }: SignalRow): string {
  return [action, actor].filter((part) => part !== null).join(' · ');
}

function Cell({ label, children }: { label: string; children: ReactNode }) {
  return (
    <td data-label={label} data-empty={children === null || undefined}>
      {children ?? <span className={table.soft}>–</span>}
    </td>
  );
}

function contentOf(column: SignalColumn, signal: SignalRow): ReactNode {
  switch (column) {
    case 'person':
      return signal.person === null ? (
        signal.username
      ) : (
        <Link className={table.above} href={`/people/${signal.person.id}`} prefetch={false}>
          {signal.person.name}
        </Link>
      );
    case 'result':
      return signal.result === null ? null : <ResultChip result={signal.result} />;
    case 'address':
      return signal.ip === null && signal.country === null ? null : (
        <>
          {signal.ip !== null && <span className={table.mono}>{signal.ip}</span>}
          {signal.country !== null && <span className={table.sub}>{signal.country}</span>}
        </>
      );
    case 'devices':
      return signal.devices.length === 0 ? null : signal.devices.join(', ');
    case 'trust':
      return signal.trustLevel;
    case 'transaction':
      return signal.txid === null ? null : <span className={table.mono}>{signal.txid}</span>;
    case 'integration':
      return signal.integration.name;
    default:
      return signal[column];
  }
}

/** What became of it, in the vendor's word. */
export function ResultChip({ result }: { result: string }) {
  const tone =
    result === 'success' ? 'good' : result === 'fraud' ? 'bad' : result === 'denied' ? 'warn' : 'quiet';
  return <Chip tone={tone}>{result}</Chip>;
}
