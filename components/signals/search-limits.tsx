'use client';

import Link from 'next/link';
import { AllowedLink } from '@/components/ui/allowed-link';
import { Moment } from '@/components/ui/moment';
import type { SignalHistogram } from '@/domain/views/signal';
import { formatCountOf } from '@/lib/format/number';
import { mayMissRecords, STATUS_LOOK } from '@/lib/status-words';
import styles from './signals.module.css';

/** What a search cannot find because it was not collected, and why there is no file of it. */
export function SearchLimits({ histogram }: { histogram: SignalHistogram }) {
  const late = histogram.feeds.filter(({ status }) => mayMissRecords(status.word));
  // What a feed that is behind has yet to read is said of the feed.
  const open = histogram.gaps.filter(
    ({ refilledAt, ongoing, integration }) =>
      refilledAt === null && !(ongoing && late.some(({ id }) => id === integration.id)),
  );
  const [gap] = open;
  const { fileRefusal, keptFrom, erased } = histogram;
  const isLimited = gap !== undefined || late.length > 0 || erased > 0;
  if (!isLimited && fileRefusal === null && keptFrom === null) return null;
  return (
    <div className={styles.limits} role="note" aria-label="What this search may lack">
      {late.map(({ id, name, status }) => (
        <p key={id}>
          <AllowedLink needs="integrations:read" href={`/integrations/${id}`}>
            {name}
          </AllowedLink>{' '}
          is {STATUS_LOOK[status.word].word.toLowerCase()}
          {status.since !== null && (
            <>
              , complete until <Moment at={status.since} seconds={false} />
            </>
          )}
          : its newest records may be missing here.
        </p>
      ))}
      {gap !== undefined && (
        <p>
          {open.length > 1 &&
            `${formatCountOf(open.length, 'stretch', 'stretches')} of this time were not collected, the newest: `}
          {gap.streamLabel} of{' '}
          <AllowedLink needs="integrations:read" href={`/integrations/${gap.integration.id}`}>
            {gap.integration.name}
          </AllowedLink>
          , <Moment at={gap.from} seconds={false} /> to <Moment at={gap.to} seconds={false} />
          {open.length > 1 ? '' : ', was not collected'}: {gap.why} What lay there is not found.
        </p>
      )}
      {keptFrom !== null && (
        <p>
          Records from before <Moment at={keptFrom} seconds={false} /> are no longer kept, and not found:{' '}
          <Link href="/settings/privacy" prefetch={false}>
            how long data is kept
          </Link>
          .
        </p>
      )}
      {erased > 0 && (
        <p>
          {formatCountOf(erased, 'record of this time was', 'records of this time were')} of people who were
          erased on request:{' '}
          <Link href="/settings/privacy" prefetch={false}>
            what is known of that
          </Link>
          .
        </p>
      )}
      {fileRefusal !== null && <p>There is no file of this search: {fileRefusal}</p>}
    </div>
  );
}
