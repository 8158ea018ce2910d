'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Panel } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import type { IntegrationView } from '@/domain/views/integration';
import { useNow } from '@/lib/clock';
import { formatDuration } from '@/lib/format/duration';
import { formatRelative } from '@/lib/format/moment';
import { formatCountOf } from '@/lib/format/number';
import { shellQuery } from '@/lib/queries/frame';
import { CollectedCount } from './collected-count';
import page from './integration-page.module.css';
import styles from './integrations.module.css';
import { areOld } from './key-reminder';

/** What one wants to know first of a feed, in one line. */
export function FactsStrip({ integration }: { integration: IntegrationView }) {
  const { delivery, state, streams } = integration;
  const polled = delivery === 'polled';
  const lastSuccess = edgeOf(
    streams.map((stream) => stream.lastSuccessAt),
    'last',
  );
  const nextRun = edgeOf(
    streams.map((stream) => stream.nextRunAt),
    'first',
  );
  return (
    <Panel label="Facts">
      <dl className={styles.strip} style={{ padding: 0 }}>
        <Fact label={polled ? 'Last success' : 'Last delivery'}>
          {lastSuccess === null ? (
            'none yet'
          ) : (
            <>
              <Moment at={lastSuccess} />, <Moment at={lastSuccess} as="relative" />
            </>
          )}
        </Fact>
        <Fact label="Newest record">
          {integration.newestRecordAt === null ? 'none yet' : <Moment at={integration.newestRecordAt} />}
        </Fact>
        {polled && (
          <Fact label="Lag">
            {integration.lagMs === null
              ? 'not known yet'
              : `${formatDuration(wholeSeconds(integration.lagMs))}, of which the vendor’s own ${formatDuration(wholeSeconds(integration.expectedLagMs))}`}
          </Fact>
        )}
        {polled && (
          <Fact label="Next run">
            <NextRun at={nextRun} state={state} />
          </Fact>
        )}
        <Fact label="Signals, 24 h">
          <CollectedCount
            count={integration.signals24h}
            name={state === 'deleted' ? null : integration.name}
            day={integration.day}
          />
        </Fact>
        {integration.edition !== null && <Fact label="Edition">{integration.edition}</Fact>}
        {integration.host !== '' && (
          <Fact label="Host">
            {integration.host}
            {integration.proxied === true && <span className={page.note}> through a proxy</span>}
          </Fact>
        )}
        {integration.deliverTo !== null && (
          <Fact label="Address to send to">
            <code>{integration.deliverTo}</code>
          </Fact>
        )}
        <Fact label="Keys">
          <Keys integration={integration} />
        </Fact>
        <Fact label={state === 'disabled' ? 'Last enabled' : 'Enabled since'}>
          <Moment at={integration.enabledAt} as="day" />
          <span className={page.note}>, nothing older is scored</span>
        </Fact>
      </dl>
    </Panel>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** How old the keys are, who set them, and which processes have opened them. */
function Keys({ integration }: { integration: IntegrationView }) {
  const now = useNow();
  const { ikeyEnding, keysSetAt, keysSetBy, keysOpenedBy } = integration;
  return (
    <>
      {ikeyEnding !== '' && <span title={`Key ending in ${ikeyEnding}`}>…{ikeyEnding}, </span>}
      <span className={areOld(keysSetAt, now) ? page.warnText : undefined}>
        set <Moment at={keysSetAt} as="relative" />
      </span>{' '}
      by {keysSetBy}
      {keysOpenedBy.length > 0 && (
        <>
          {', '}
          <details className={page.opened}>
            <summary>opened by {formatCountOf(keysOpenedBy.length, 'process', 'processes')}</summary>
            <ul>
              {keysOpenedBy.map(({ process, lastAt }) => (
                <li key={process}>
                  {process}, last in the hour after <Moment at={lastAt} seconds={false} />
                </li>
              ))}
            </ul>
          </details>
        </>
      )}
    </>
  );
}

/** Counts down to the next run. */
function NextRun({ at, state }: { at: string | null; state: IntegrationView['state'] }) {
  const now = useNow();
  const { data: shell } = useQuery(shellQuery());
  if (state !== 'enabled') return state === 'paused' ? 'paused' : 'none: disabled';
  if (shell?.worker.running === false) return 'waits for a worker';
  if (at === null) return 'not planned';
  const time = Date.parse(at);
  return time - now < 1000 ? 'due now' : formatRelative(time, now);
}

function wholeSeconds(ms: number): number {
  return Math.round(ms / 1000) * 1000;
}

function edgeOf(moments: readonly (string | null)[], edge: 'first' | 'last'): string | null {
  return (
    moments
      .filter((at) => at !== null)
      .sort()
      .at(edge === 'first' ? 0 : -1) ?? null
  );
}
