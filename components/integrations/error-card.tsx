'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';
import { Panel } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import type { StreamView } from '@/domain/views/integration';
import { formatCount } from '@/lib/format/number';
import styles from './integrations.module.css';

type StreamError = NonNullable<StreamView['error']>;

/** One error with the streams that have it. */
export interface SharedError {
  readonly error: StreamError;
  readonly streams: readonly StreamView[];
}

/** The errors of streams that are read, each once: what befalls all of them is one thing to mend. */
export function sharedErrors(streams: readonly StreamView[]): readonly SharedError[] {
  const found = new Map<string, { error: StreamError; streams: StreamView[] }>();
  for (const stream of streams) {
    const { error, enabled } = stream;
    if (error === null || !enabled) continue;
    const key = `${error.code} ${error.remedy} ${stream.status.word} ${String(isNoteOnly(error, stream))}`;
    const known = found.get(key);
    if (known === undefined) {
      found.set(key, { error, streams: [stream] });
      continue;
    }
    known.streams.push(stream);
    known.error = {
      ...known.error,
      count: known.error.count + error.count,
      firstSeenAt: known.error.firstSeenAt < error.firstSeenAt ? known.error.firstSeenAt : error.firstSeenAt,
      lastSeenAt: known.error.lastSeenAt > error.lastSeenAt ? known.error.lastSeenAt : error.lastSeenAt,
    };
  }
  return [...found.values()];
}

/** What is wrong with streams and what to do about it; the technical part behind an expander. */
export function ErrorCard({
  shared: { error, streams },
  guide,
  onReplaceKeys,
}: {
  shared: SharedError;
  guide: string;
  /** Null for whoever may not. */
  onReplaceKeys: (() => void) | null;
}) {
  const labels = streams.map(({ label }) => label).join(', ');
  const [first] = streams;
  const word = first?.status.word;
  const until = first?.status.until ?? null;
  const isNote = isNoteOnly(error, first);
  return (
    <Panel
      {...(isNote ? {} : { tone: word === 'action_required' ? ('bad' as const) : ('warn' as const) })}
      label={isNote ? `Note on ${labels}` : `Error of ${labels}`}
    >
      <div className={styles.errorHead}>
        <strong>
          {labels}: {error.message}
        </strong>
        <span className={styles.errorCode}>{error.code}</span>
        <span className={styles.errorSince}>
          {error.count === 1 ? (
            <>
              once, <Moment at={error.lastSeenAt} as="relative" />
            </>
          ) : (
            <>
              {formatCount(error.count)} times since <Moment at={error.firstSeenAt} seconds={false} />, last{' '}
              <Moment at={error.lastSeenAt} as="relative" />
            </>
          )}
        </span>
      </div>
      <p className={styles.errorText}>
        {isNote && 'The other streams are not affected, and this one is not needed. '}
        {error.remedy}
        {isNote && until !== null && (
          <>
            {' '}
            It is asked again by itself, <Moment at={until} as="relative" />.
          </>
        )}
        {error.guideAnchor !== null && (
          <>
            {' '}
            <Link className={styles.link} href={`${guide}#${error.guideAnchor}`}>
              Show me in the guide
            </Link>
          </>
        )}
      </p>
      {onReplaceKeys !== null && mendedByKeys(error) && (
        <div className={styles.errorAction}>
          <Button size="compact-sm" variant="default" onClick={onReplaceKeys}>
            Replace keys
          </Button>
        </div>
      )}
      {error.detail !== null && (
        <details className={styles.errorDetail}>
          <summary>Technical detail</summary>
          <code className={styles.code}>{error.detail}</code>
        </details>
      )}
    </Panel>
  );
}

/** Whether the integration works without what was refused: so it is while it is paused, too. */
function isNoteOnly(error: StreamError, stream: StreamView | undefined): boolean {
  return error.class === 'capability' && (stream?.optional ?? false);
}

/** Whether other keys or another host may be the remedy. */
function mendedByKeys({ class: kind, code }: StreamError): boolean {
  return kind === 'credentials' || kind === 'host' || code === 'vault_locked';
}
