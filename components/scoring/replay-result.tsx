'use client';

import Link from 'next/link';
import { BandBars } from '@/components/ui/band';
import { Moment } from '@/components/ui/moment';
import table from '@/components/ui/table.module.css';
import { BAND_FACTS, BANDS } from '@/domain/bands';
import type { Replay } from '@/domain/views/scoring';
import { formatChange, formatCount, formatCountOf } from '@/lib/format/number';
import styles from './scoring.module.css';

/** What a draft would make of everybody: bands, who changes band, and the largest moves. */
export function ReplayResult({ replay, stale }: { replay: Replay; stale: boolean }) {
  const { people, events, up, down, bands, changed, largest } = replay;
  const moved = up + down;
  return (
    <div className={styles.replay} data-stale={stale || undefined}>
      <p role="status">
        <strong>
          {moved === 0
            ? 'Nobody would change band'
            : `${formatCountOf(moved, 'person', 'people')} would change band`}
        </strong>
        {moved > 0 && `: ${formatCount(up)} up, ${formatCount(down)} down`}.{' '}
        <span className={styles.soft}>
          {stale ? 'The draft has changed since: replay it again. ' : ''}
          {formatCountOf(events, 'event', 'events')} of {formatCountOf(people, 'person', 'people')}, against
          policy {replay.policy}, as of <Moment at={replay.at} />.
        </span>
      </p>
      <table className={table.table} aria-label="People by band, before and after">
        <thead>
          <tr>
            <th scope="col">Band</th>
            <th scope="col" className={table.num}>
              Now
            </th>
            <th scope="col" className={table.num}>
              With the draft
            </th>
            <th scope="col" className={table.num}>
              Change
            </th>
          </tr>
        </thead>
        <tbody>
          {[...BANDS].reverse().map((band) => (
            <tr key={band}>
              <th scope="row">
                <span className={styles.bandName}>
                  <BandBars band={band} />
                  {BAND_FACTS[band].label}
                </span>
              </th>
              <td className={table.num}>{formatCount(bands.before[band])}</td>
              <td className={`${table.num ?? ''} ${table.strong ?? ''}`}>{formatCount(bands.after[band])}</td>
              <td className={table.num}>{formatChange(bands.after[band] - bands.before[band])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {largest.length === 0 ? (
        <p className={styles.soft}>Nobody’s attack factor moves.</p>
      ) : (
        <Moves title="The largest moves" moves={largest} />
      )}
      {changed.length > 0 && (
        <details className={styles.details}>
          <summary>
            {changed.length < moved
              ? `The ${formatCount(changed.length)} largest of those who change band`
              : 'Everybody who changes band'}
          </summary>
          <Moves title="People who change band" moves={changed} />
        </details>
      )}
    </div>
  );
}

function Moves({ title, moves }: { title: string; moves: Replay['largest'] }) {
  return (
    <table className={table.table} aria-label={title}>
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col">Now</th>
          <th scope="col">With the draft</th>
        </tr>
      </thead>
      <tbody>
        {moves.map(({ person, before, after }) => (
          <tr key={person.id}>
            <th scope="row">
              <Link className={styles.link} href={`/people/${person.id}`} prefetch={false}>
                {person.name}
              </Link>
            </th>
            <td>
              <Factor {...before} />
            </td>
            <td>
              <Factor {...after} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Factor({ shown, band }: Replay['largest'][number]['before']) {
  return (
    <span className={styles.factor}>
      <b>{shown}</b> <span className={styles.soft}>{BAND_FACTS[band].label}</span>
    </span>
  );
}
