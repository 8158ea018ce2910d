'use client';

import type { ReactNode } from 'react';
import { Panel } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import type { IntegrationView } from '@/domain/views/integration';
import { useNow } from '@/lib/clock';
import { formatDuration } from '@/lib/format/duration';
import { formatRelative } from '@/lib/format/moment';
import { formatCount } from '@/lib/format/number';
import styles from './integrations.module.css';

/** What one wants to know first of a feed, in one line. */
export function FactsStrip({ integration }: { integration: IntegrationView }) {
  const lastSuccess = newestOf(integration.streams.map((stream) => stream.lastSuccessAt));
  const nextRun =
    integration.state === 'enabled' ? firstOf(integration.streams.map((stream) => stream.nextRunAt)) : null;
  return (
    <Panel label="Facts">
      <dl className={styles.strip} style={{ padding: 0 }}>
        <Fact label="Last success">
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
        <Fact label="Lag">
          {integration.lagMs === null
            ? 'not known yet'
            : `${formatDuration(wholeSeconds(integration.lagMs))} of Duo’s ${formatDuration(wholeSeconds(integration.expectedLagMs))}`}
        </Fact>
        <Fact label="Next run">
          <NextRun at={nextRun} state={integration.state} />
        </Fact>
        <Fact label="Signals, 24 h">{formatCount(integration.signals24h)}</Fact>
        {integration.edition !== null && <Fact label="Edition">{integration.edition}</Fact>}
        <Fact label="Host">{integration.host}</Fact>
        <Fact label="Keys">
          <span title={`Integration key ending in ${integration.ikeyEnding}`}>…{integration.ikeyEnding}</span>
          , set <Moment at={integration.keysSetAt} as="relative" /> by {integration.keysSetBy}
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

/** Counts down to the next run. */
function NextRun({ at, state }: { at: string | null; state: IntegrationView['state'] }) {
  const now = useNow();
  if (state !== 'enabled') return state === 'paused' ? 'paused' : 'none: disabled';
  if (at === null) return 'not planned';
  const time = Date.parse(at);
  return time - now < 1000 ? 'due now' : formatRelative(time, now);
}

function wholeSeconds(ms: number): number {
  return Math.round(ms / 1000) * 1000;
}

function newestOf(moments: readonly (string | null)[]): string | null {
  return moments.reduce(
    (newest, at) => (at !== null && (newest === null || at > newest) ? at : newest),
    null,
  );
}

function firstOf(moments: readonly (string | null)[]): string | null {
  return moments.reduce((first, at) => (at !== null && (first === null || at < first) ? at : first), null);
}
