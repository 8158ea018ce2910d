'use client';

import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import Link from 'next/link';
import { useEffect, useRef } from 'react';
import { Panel } from '@/components/ui/card';
import { Copied } from '@/components/ui/copied';
import { Moment } from '@/components/ui/moment';
import type { ConnectorManifest } from '@/domain/connectors/connector-manifest';
import type { Connected } from '@/domain/views/integration';
import styles from './connect.module.css';

/** Said once, after saving: what happens now, when to look, and what is never shown again. */
export function ConnectedPanel({
  connector,
  connected,
  onAnother,
}: {
  connector: ConnectorManifest;
  connected: Connected;
  onAnother: () => void;
}) {
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus(), []);
  const { id, name, firstRecordsAt, refused, reveal, deliverTo } = connected;
  const notNeeded = refused.filter(({ optional }) => optional);
  const needed = refused.filter(({ optional }) => !optional);
  return (
    <Panel label="Saved" className={styles.saved}>
      <h2 className={styles.savedHead} ref={head} tabIndex={-1}>
        <IconCircleCheck size={22} stroke={1.9} aria-hidden />
        {name} has been set up.
      </h2>
      <div className={styles.savedBody}>
        <p>
          <WhatNow connector={connector} connected={connected} />
        </p>
        {notNeeded.length > 0 && (
          <p className={styles.word} data-tone="quiet">
            <IconInfoCircle size={18} stroke={1.9} aria-hidden />
            <span>
              {named(notNeeded)}: refused for now, so the page says Not available. {connector.name} is asked
              again every day; nothing else waits for it.
            </span>
          </p>
        )}
        {needed.length > 0 && (
          <p className={styles.word}>
            <IconAlertTriangle size={18} stroke={1.9} aria-hidden />
            <span>
              {named(needed)}: refused, so the page says Action required there until it is allowed, and what
              to do. The other streams are read meanwhile.
            </span>
          </p>
        )}
        {deliverTo !== null && (
          <dl className={styles.reveal}>
            <Copied label="Address to send to" value={deliverTo} />
          </dl>
        )}
        {reveal.length > 0 && (
          <>
            <p>
              {reveal.length === 1 ? (
                <>
                  <strong>Copy this now.</strong> It is shown this once and never again.
                </>
              ) : (
                <>
                  <strong>Copy these now.</strong> They are shown this once and never again.
                </>
              )}
            </p>
            <dl className={styles.reveal}>
              {reveal.map((value) => (
                <Copied key={value.label} {...value} />
              ))}
            </dl>
          </>
        )}
      </div>
      <div className={styles.actions}>
        <Button component={Link} href={`/integrations/${id}`}>
          {firstRecordsAt === null ? `Open ${name}` : 'Watch the first run'}
        </Button>
        <Button component={Link} href="/integrations" variant="default">
          All integrations
        </Button>
        <Button variant="subtle" onClick={onAnother}>
          Connect another
        </Button>
      </div>
    </Panel>
  );
}

function named(refused: Connected['refused']): string {
  return refused.map(({ label, permission }) => `${label} (${permission})`).join(', ');
}

function WhatNow({ connector, connected }: { connector: ConnectorManifest; connected: Connected }) {
  const { state, firstRecordsAt } = connected;
  if (state === 'disabled') return 'Nothing is collected yet. Enable it on its page when you are ready.';
  return (
    <>
      {firstRecordsAt !== null && 'The first run starts now. '}
      {connector.firstRecords}
      {firstRecordsAt !== null && (
        <>
          {' '}
          Look again at <Moment at={firstRecordsAt} seconds={false} /> or soon after; after the first success
          the tile says Connected.
        </>
      )}
    </>
  );
}
