'use client';

import { Button, NativeSelect } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Card, Panel } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { Moment } from '@/components/ui/moment';
import { CardBones, Loading } from '@/components/ui/skeleton';
import { ShowMore } from '@/components/ui/show-more';
import { EmptyState, FailedState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import { WhileOld } from '@/components/ui/while-old';
import { REJECTION_WORDS } from '@/domain/rejection-words';
import type { QuarantinedRow, TriedAgain } from '@/domain/views/quarantine';
import { useAddress, useOpened } from '@/lib/address';
import { sentenceOf } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { formatBytes, formatCount, formatCountOf } from '@/lib/format/number';
import { quarantineQuery } from '@/lib/queries/feed';
import { sessionQuery } from '@/lib/queries/frame';
import { KEY } from '@/lib/queries/keys';
import { triedWords } from '@/lib/quarantine-words';
import styles from './feed-panels.module.css';
import type { QuarantineChoice } from './quarantine-choice';
import { QuarantineSheet } from './quarantine-sheet';
import { RemoveDialog } from './remove-dialog';

/** Records that could not be read: whole, with the reason, to be tried again, downloaded or removed. */
export function QuarantinePanel({ integrationId }: { integrationId: string; connector: string }) {
  const address = useAddress();
  // Longer is no reason that there can be.
  const reason = address.get('reason')?.slice(0, 64) ?? null;
  const opened = useOpened('record');
  const [removing, setRemoving] = useState<{ choice: QuarantineChoice; count: number } | null>(null);
  const { data: session } = useQuery(sessionQuery());
  const list = useInfiniteQuery(quarantineQuery(integrationId, reason));
  const { data, error, refetch, isPlaceholderData } = list;
  const again = useTryAgain(integrationId, opened.close);
  if (data === undefined) {
    if (error === null)
      return (
        <Loading>
          <CardBones rows={6} />
        </Loading>
      );
    return (
      <Panel label="Quarantine">
        <FailedState what="The quarantine could not be read." error={error} retry={() => void refetch()} />
      </Panel>
    );
  }
  const mayWrite = session?.permissions.includes('integrations:write') ?? false;
  const mayOpen = session?.permissions.includes('signals:read') ?? false;
  const reasons = data.pages[0]?.reasons ?? [];
  const all = reasons.reduce((sum, { records }) => sum + records, 0);
  const records = data.pages.flatMap((page) => page.records);
  const narrowed = reasons.some((row) => row.reason === reason) ? reason : null;
  const meant: QuarantineChoice = narrowed === null ? {} : { reason: narrowed };
  const count = narrowed === null ? all : (reasons.find((row) => row.reason === narrowed)?.records ?? 0);
  return (
    <Card
      title="Quarantine"
      note={all === 0 ? undefined : formatCountOf(all, 'record', 'records')}
      action={
        mayWrite &&
        count > 0 && (
          <>
            <Button
              size="compact-sm"
              loading={again.isPending && again.variables.ids === undefined}
              onClick={() => again.mutate(meant)}
            >
              Try {narrowed === null ? 'all' : 'these'} again
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setRemoving({ choice: meant, count })}>
              Remove {narrowed === null ? 'all' : 'these'}
            </Button>
          </>
        )
      }
    >
      {reasons.length > 1 && (
        <div className={styles.reasons}>
          <NativeSelect
            size="xs"
            label="Reason"
            value={narrowed ?? ''}
            data={[
              { value: '', label: `All reasons (${formatCount(all)})` },
              ...reasons.map((row) => ({
                value: row.reason,
                label: `${wordsOf(row.reason)} (${formatCount(row.records)})`,
              })),
            ]}
            onChange={({ currentTarget: { value } }) => address.set({ reason: value })}
          />
        </div>
      )}
      <p className={styles.outcome} role="status">
        {again.isPending ? 'Reading again.' : again.data !== undefined && triedWords(again.data)}
        {again.error !== null && sentenceOf(again.error)}
      </p>
      <WhileOld old={isPlaceholderData}>
        {records.length === 0 ? (
          <EmptyState title="Nothing is in quarantine.">
            A record that Parapet cannot read is kept here whole, with the reason, and does not keep its
            neighbours out. After an update it can be tried again.
          </EmptyState>
        ) : (
          <Rows
            rows={records}
            onOpen={mayOpen ? (row) => opened.open(row.id) : null}
            onTry={mayWrite ? (row) => again.mutate({ ids: [row.id] }) : null}
            trying={again.isPending ? (again.variables.ids?.[0] ?? null) : null}
          />
        )}
      </WhileOld>
      <ShowMore list={list} what="records" />
      <QuarantineSheet
        integrationId={integrationId}
        id={mayOpen ? opened.id : null}
        row={records.find(({ id }) => id === opened.id)}
        mayWrite={mayWrite}
        trying={again.isPending}
        onTry={(row) => again.mutate({ ids: [row.id] })}
        onRemove={(row) => setRemoving({ choice: { ids: [row.id] }, count: 1 })}
        onClose={opened.close}
      />
      <RemoveDialog
        integrationId={integrationId}
        removing={removing}
        onClose={() => setRemoving(null)}
        onRemoved={() => {
          setRemoving(null);
          opened.close();
        }}
      />
    </Card>
  );
}

/** Tries again, batch after batch, until everything that is meant was tried once. */
function useTryAgain(id: string, onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (choice: QuarantineChoice): Promise<TriedAgain> => {
      const path = `/api/v1/integrations/${encodeURIComponent(id)}/quarantine/try`;
      let sum = await change('triedAgain', path, { ...choice });
      while (sum.nextCursor !== null) {
        const next = await change('triedAgain', path, { ...choice, cursor: sum.nextCursor });
        sum = {
          read: sum.read + next.read,
          added: sum.added + next.added,
          tooOld: sum.tooOld + next.tooOld,
          unreadable: sum.unreadable + next.unreadable,
          detail: sum.detail ?? next.detail,
          nextCursor: next.nextCursor,
        };
      }
      return sum;
    },
    onSuccess: (sum) => {
      if (sum.read > 0) onDone();
    },
    onSettled: async () => {
      for (const key of [KEY.quarantine, KEY.integration, KEY.quality])
        await client.invalidateQueries({ queryKey: [key] });
    },
  });
}

function wordsOf(reason: string): string {
  return REJECTION_WORDS[reason] ?? reason;
}

function Rows({
  rows,
  onOpen,
  onTry,
  trying,
}: {
  rows: readonly QuarantinedRow[];
  onOpen: ((row: QuarantinedRow) => void) | null;
  onTry: ((row: QuarantinedRow) => void) | null;
  trying: string | null;
}) {
  return (
    <div className={table.scroll}>
      <table className={`${table.table ?? ''} ${table.stacks ?? ''} ${styles.runs ?? ''}`}>
        <thead>
          <tr>
            <th scope="col">First seen</th>
            <th scope="col">Stream</th>
            <th scope="col">Reason</th>
            <th scope="col" className={table.num}>
              Size
            </th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} data-opens={onOpen !== null || undefined}>
              <td data-label="First seen" className={table.mono}>
                {onOpen === null ? (
                  <Moment at={row.firstSeenAt} />
                ) : (
                  <button
                    type="button"
                    className={table.opener}
                    aria-haspopup="dialog"
                    onClick={() => onOpen(row)}
                  >
                    <Moment at={row.firstSeenAt} />
                  </button>
                )}
              </td>
              <td data-label="Stream">{row.streamLabel}</td>
              <td data-label="Reason" data-wide>
                <Chip tone="warn">{wordsOf(row.reason)}</Chip>
                <span className={table.sub}>{row.detail}</span>
              </td>
              <td data-label="Size" className={`${table.num ?? ''} ${table.soft ?? ''}`}>
                {formatBytes(row.size)}
              </td>
              <td className={`${table.num ?? ''} ${table.above ?? ''}`}>
                {onTry !== null && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    loading={trying === row.id}
                    onClick={() => onTry(row)}
                  >
                    Try again
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
