'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';
import { Card } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { EmptyState } from '@/components/ui/states';
import type { IntegrationView } from '@/domain/views/integration';
import { formatCountOf } from '@/lib/format/number';
import page from './integration-page.module.css';

/** That an integration was deleted, or how far its removal is. The workers go on with it whether or not anybody watches. */
export function RemovalPanel({ integration, gone }: { integration: IntegrationView; gone: boolean }) {
  if (gone) {
    return (
      <Card title="Removed">
        <EmptyState
          title={`${integration.name} and all that came from it have been removed.`}
          action={
            <Button component={Link} href="/integrations">
              All integrations
            </Button>
          }
        >
          The audit log keeps who deleted it, when, and what there was.
        </EmptyState>
      </Card>
    );
  }
  if (integration.state === 'deleted') {
    return (
      <Card title="Deleted">
        <EmptyState
          title={`${integration.name} was deleted, and what came from it was kept.`}
          action={
            <Button component={Link} href="/integrations" variant="default">
              All integrations
            </Button>
          }
        >
          {integration.stateChangedAt !== null && (
            <>
              That was on <Moment at={integration.stateChangedAt} as="day" />.{' '}
            </>
          )}
          Its events still count in the scores of the people they are about; its keys are destroyed.
        </EmptyState>
      </Card>
    );
  }
  const left = integration.remaining;
  return (
    <Card title="Being removed">
      <p role="status">
        {left === null || left.people + left.signals === 0
          ? 'Nearly done: only what it did is still being cleared away.'
          : `Still here: ${formatCountOf(left.people, 'person', 'people')} with their events, and ${formatCountOf(left.signals, 'signal', 'signals')}.`}
      </p>
      <p className={page.note}>
        {integration.worker.running
          ? 'The workers remove it piece by piece; nobody needs to wait here. Once it is done, this page is gone.'
          : 'No worker is running, so the removal waits. It goes on as soon as one runs.'}
      </p>
    </Card>
  );
}
