'use client';

import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { ListPageBones } from '@/components/ui/skeleton';
import { Card, Panel } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { PageHead } from '@/components/ui/page-head';
import { ShowMore } from '@/components/ui/show-more';
import { EmptyState, FailedState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import { WhileOld } from '@/components/ui/while-old';
import { WholeField } from '@/components/ui/whole-field';
import type { AuditEntryView } from '@/domain/views/audit';
import { useAddress, useOpened } from '@/lib/address';
import { actionWords, type AuditFilterWish, parseAuditFilter } from '@/lib/audit-filter';
import { auditFile, auditQuery } from '@/lib/queries/audit';
import styles from './audit.module.css';
import { EntrySheet } from './entry-sheet';
import { EntrySubject } from './entry-subject';

/** Who did, changed and opened what: narrowed in the address, exported, each entry with what was before and after. */
export function AuditScreen() {
  const address = useAddress();
  const filter = parseAuditFilter(address.get);
  const { open } = useOpened('entry');
  const list = useInfiniteQuery(auditQuery(filter));
  const { data, error, refetch, isPlaceholderData } = list;
  if (data === undefined && error === null) return <ListPageBones />;
  const entries = data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <>
      <PageHead
        title="Audit log"
        note="Who did, changed and opened what, and from where. Looking at the same thing again within half an hour is one entry, of when it began. Entries are chained: none can be changed or taken out without being found."
        actions={(['csv', 'jsonl'] as const).map((format) => (
          <Button
            key={format}
            component="a"
            href={auditFile(filter, format)}
            download
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden />}
          >
            Export {format === 'csv' ? 'CSV' : 'JSON lines'}
          </Button>
        ))}
      />
      <div className={styles.stack}>
        <Panel label="Filters">
          <Filters filter={filter} actions={data?.pages[0]?.actions ?? []} />
        </Panel>
        <Card title="Entries" note="newest first">
          {data === undefined && (
            <FailedState what="The audit log could not be read." error={error} retry={() => void refetch()} />
          )}
          <WhileOld old={isPlaceholderData}>
            {data !== undefined && entries.length === 0 && (
              <EmptyState title="No entry is like this." centred>
                Choose another time or action, or write less.
              </EmptyState>
            )}
            {entries.length > 0 && (
              <div className={table.scroll}>
                <Entries entries={entries} onOpen={open} />
              </div>
            )}
          </WhileOld>
          <ShowMore list={list} what="entries" />
        </Card>
      </div>
      <EntrySheet entries={entries} />
    </>
  );
}

function Filters({ filter, actions }: { filter: AuditFilterWish; actions: readonly string[] }) {
  const address = useAddress();
  const asked = filter.q ?? '';
  const [shown, setShown] = useState(asked);
  const [text, setText] = useState(asked);
  // Another search came into the address, as by Back: the field says what is shown.
  if (shown !== asked) {
    setShown(asked);
    setText(asked);
  }
  // Back may come before the page has heard of what was sent: then the address says again what it said before.
  const sayAgain = useEffectEvent(() => setText(asked));
  useEffect(() => {
    const onBack = () => sayAgain();
    window.addEventListener('popstate', onBack);
    return () => window.removeEventListener('popstate', onBack);
  }, []);
  return (
    <form
      className={styles.filters}
      role="search"
      aria-label="Audit log"
      onSubmit={(event) => {
        event.preventDefault();
        address.set({ q: text.trim(), entry: null }, 'push');
      }}
    >
      <TextInput
        label="Who, what or from where"
        placeholder="Name, thing, id or address"
        maxLength={100}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <NativeSelect
        label="Action"
        data={[
          { value: '', label: 'Any action' },
          ...actions.map((action) => ({ value: action, label: actionWords(action) })),
        ]}
        value={filter.action ?? ''}
        onChange={(event) => address.set({ action: event.currentTarget.value, entry: null }, 'push')}
      />
      {(['from', 'to'] as const).map((name) => (
        <WholeField
          key={name}
          type="date"
          size="sm"
          label={name === 'from' ? 'From (UTC)' : 'To (UTC)'}
          value={filter[name] ?? ''}
          onWhole={(typed) => address.set({ [name]: typed, entry: null })}
        />
      ))}
      <Button type="submit">Search</Button>
    </form>
  );
}

function Entries({ entries, onOpen }: { entries: readonly AuditEntryView[]; onOpen: (seq: string) => void }) {
  return (
    <table className={`${table.table ?? ''} ${table.stacks ?? ''}`} aria-label="Entries">
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Who</th>
          <th scope="col">Action</th>
          <th scope="col">What</th>
          <th scope="col">From</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.seq} data-opens>
            <th scope="row" data-lead className={table.mono}>
              <button
                type="button"
                className={table.opener}
                aria-haspopup="dialog"
                data-row
                onClick={() => onOpen(entry.seq)}
              >
                <Moment at={entry.at} as="dated" />
              </button>
            </th>
            <td data-label="Who">
              {entry.actor.name}
              {entry.actor.kind === 'system' && <span className={table.sub}>by itself</span>}
              {entry.actor.kind === 'token' && <span className={table.sub}>a program</span>}
            </td>
            <td data-label="Action">{actionWords(entry.action)}</td>
            <td data-label="What" data-wide>
              <EntrySubject entry={entry} />
            </td>
            <td data-label="From" data-empty={entry.address === null || undefined} className={table.mono}>
              {entry.address ?? '–'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
