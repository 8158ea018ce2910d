'use client';

import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Card } from '@/components/ui/card';
import { PageHead } from '@/components/ui/page-head';
import { Segmented } from '@/components/ui/segmented';
import { EmptyState, FailedState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import type { RegisterPart } from '@/domain/views/hidden';
import { useAddress } from '@/lib/address';
import { parseRegisterPart } from '@/lib/dispositions';
import { formatCount } from '@/lib/format/number';
import { registerQuery } from '@/lib/queries/dispositions';
import { HiddenBones } from './hidden-bones';
import { HiddenTable } from './hidden-table';

const PARTS: readonly { readonly value: RegisterPart; readonly label: string }[] = [
  { value: 'holding', label: 'In force' },
  { value: 'waiting', label: 'Waiting for approval' },
  { value: 'ended', label: 'Over' },
];

const EMPTY: Readonly<Record<RegisterPart, { readonly title: string; readonly text: string }>> = {
  holding: {
    title: 'Nothing is hidden.',
    text: 'Every event that was recognised counts. Open an event to decide about it: what is benign or a false positive appears here.',
  },
  waiting: {
    title: 'Nothing waits for approval.',
    text: 'A decision for everybody, about a network or an application, waits here until a second member approves it.',
  },
  ended: {
    title: 'Nothing was taken back.',
    text: 'What was undone, refused or withdrawn stays here, with who did it.',
  },
};

/** The register of everything that hides events: who decided, why, until when, and how many it hides now. */
export function HiddenScreen() {
  const address = useAddress();
  const part = parseRegisterPart(address.get('part'));
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(
    registerQuery(part),
  );
  const first = data?.pages[0];
  const head = (
    <PageHead
      title="Hidden events"
      note="Everything that keeps events out of the score, and what was decided to be an attack"
    />
  );
  if (data === undefined || first === undefined) {
    if (error === null) return <HiddenBones />;
    return (
      <>
        {head}
        <FailedState what="The register could not be read." error={error} retry={() => void refetch()} />
      </>
    );
  }
  const items = data.pages.flatMap((page) => page.items);
  return (
    <>
      {head}
      <Card
        title="Decisions"
        action={
          <Segmented
            label="Which decisions"
            value={part}
            options={PARTS.map(({ value, label }) => ({
              value,
              label: `${label} ${formatCount(first.counts[value])}`,
            }))}
            onChange={(value) => address.set({ part: value === 'holding' ? null : value })}
          />
        }
      >
        {items.length === 0 ? (
          <EmptyState title={EMPTY[part].title} centred>
            {EMPTY[part].text}
          </EmptyState>
        ) : (
          <HiddenTable items={items} />
        )}
        {hasNextPage && (
          <div className={table.more}>
            <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              Show older decisions
            </Button>
          </div>
        )}
      </Card>
    </>
  );
}
