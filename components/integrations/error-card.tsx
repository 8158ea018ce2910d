'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';
import { Panel } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import type { StreamView } from '@/domain/views/integration';
import { formatCount } from '@/lib/format/number';
import styles from './integrations.module.css';

/** What is wrong with a stream and what to do about it; the technical part behind an expander. */
export function ErrorCard({
  stream,
  error,
  guide,
  onReplaceKeys,
}: {
  stream: StreamView;
  error: NonNullable<StreamView['error']>;
  guide: string;
  /** Null for whoever may not. */
  onReplaceKeys: (() => void) | null;
}) {
  const forAPerson = stream.status.word === 'action_required';
  return (
    <Panel tone={forAPerson ? 'bad' : 'warn'} label={`Error of ${stream.label}`}>
      <div className={styles.errorHead}>
        <strong>
          {stream.label}: {error.message}
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
        {error.remedy}
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

/** Whether other keys or another host may be the remedy. */
function mendedByKeys({ class: kind, code }: NonNullable<StreamView['error']>): boolean {
  return kind === 'credentials' || kind === 'host' || code === 'vault_locked';
}
