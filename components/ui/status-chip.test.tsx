import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { PageHouse } from '@/components/page-house';
import type { StatusWord } from '@/domain/integration-status';
import type { Shell } from '@/domain/views/session';
import { makeQueryClient } from '@/lib/queries/client';
import { shellQuery } from '@/lib/queries/frame';
import { StatusChip } from './status-chip';

const SHELL: Shell = {
  at: '2026-11-28T09:00:00.000Z',
  worker: { running: true, lastSeenAt: '2026-11-28T08:59:58.000Z' },
  ...{ people: 0, integrations: 1, campaigns: 0, unread: 0, needAction: [], stale: [] },
  policy: { current: 1, preparing: null },
};

function said(word: StatusWord, worker: Shell['worker']): string {
  const client = makeQueryClient();
  client.setQueryData(shellQuery().queryKey, { ...SHELL, worker });
  return renderToString(
    <PageHouse client={client}>
      <StatusChip status={{ word, since: '2026-11-28T08:00:00.000Z', until: '2026-11-28T10:00:00.000Z' }} />
    </PageHouse>,
  ).replaceAll('<!-- -->', '');
}

describe('the status of a feed', () => {
  const gone = { running: false, lastSeenAt: '2026-11-28T08:41:00.000Z' };

  it.each(['connected', 'syncing', 'waiting', 'delayed', 'rate_limited'] as const)(
    'is that no worker runs where it would be %s',
    (word) => {
      expect(said(word, gone)).toMatch(/No worker since .*08:41/);
      expect(said(word, { running: false, lastSeenAt: null })).toContain('>No worker<');
      expect(said(word, SHELL.worker)).not.toContain('No worker');
    },
  );

  it('stays what it is where it is no feed that a worker would read, or behind anyway', () => {
    expect(said('stale', gone)).toContain('Stale since');
    expect(said('action_required', gone)).toContain('Action required');
    expect(said('paused', gone)).toContain('Paused');
    expect(said('waiting_delivery', gone)).toContain('Waiting for the first delivery');
  });
});
