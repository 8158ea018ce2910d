'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Card } from '@/components/ui/card';
import { PageHead } from '@/components/ui/page-head';
import { Segmented } from '@/components/ui/segmented';
import { ShowMore } from '@/components/ui/show-more';
import { EmptyState, FailedState } from '@/components/ui/states';
import { WhileOld } from '@/components/ui/while-old';
import type { HiddenItem, Hider, RegisterPart } from '@/domain/views/hidden';
import { useAddress } from '@/lib/address';
import { parseHider, parseRegisterPart } from '@/lib/dispositions';
import { formatCount } from '@/lib/format/number';
import { registerQuery } from '@/lib/queries/dispositions';
import { DecisionTable } from './decision-table';
import { ListPageBones } from '@/components/ui/skeleton';
import styles from './hidden.module.css';
import { EgressTable, LoopTable } from './learned-tables';
import { OffTable } from './off-table';

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

const HIDERS: readonly { readonly value: Hider; readonly label: string }[] = [
  { value: 'disposition', label: 'Decisions' },
  { value: 'egress', label: 'Learned egress' },
  { value: 'retry_loop', label: 'Retry loops' },
  { value: 'detector_off', label: 'Detectors off' },
];

/** What each that nobody decides of by hand hides, what is counted of it, and what there is where there is none. */
const LEARNED: Readonly<
  Record<
    Exclude<Hider, 'disposition'>,
    { readonly note: string; readonly title: string; readonly text: string }
  >
> = {
  egress: {
    note: 'networks of many people: nothing there is unfamiliar or new, no spray or stuffing is told from there, and no campaign. What was not raised is not kept; counted are the days on which as many names failed as make an attack',
    title: 'No network is known as an egress.',
    text: 'A network from which enough people succeed on enough days, an office or a VPN, appears here two days after.',
  },
  retry_loop: {
    note: 'of the last 30 days: refused pushes of one application and address, as regular as a clock. Each burst is an event with confidence 0.2; an approval after one is no event, and is not kept',
    title: 'No client was recognised that retries by itself.',
    text: 'A client that asks for a push again and again at even intervals, from a source that its person uses, appears here.',
  },
  detector_off: {
    note: 'nothing is derived of these kinds; what a vendor reports of them is an event all the same',
    title: 'Every detector is on.',
    text: 'A detector that is switched off under Detectors appears here, with who did it and why.',
  },
};

/** The register of everything that hides events: who decided or that it was learnt, since and until when, and how many. */
export function HiddenScreen() {
  const address = useAddress();
  const shown = { by: parseHider(address.get('by')), part: parseRegisterPart(address.get('part')) };
  const list = useInfiniteQuery(registerQuery(shown));
  const { data, error, refetch, isPlaceholderData } = list;
  const first = data?.pages[0];
  const head = (
    <PageHead
      title="Hidden events"
      note="Everything that keeps events out of the score, or from being raised, and what was decided to be an attack"
    />
  );
  if (data === undefined || first === undefined) {
    if (error === null) return <ListPageBones rows={8} />;
    return (
      <>
        {head}
        <FailedState what="The register could not be read." error={error} retry={() => void refetch()} />
      </>
    );
  }
  // What was read before is shown until the next is here: it says itself what it is.
  const { by, part } = first;
  const items = data.pages.flatMap((page) => page.items);
  const empty = by === 'disposition' ? EMPTY[part] : LEARNED[by];
  return (
    <>
      {head}
      <div className={styles.sorts}>
        <Segmented
          label="What hides events"
          value={by}
          options={HIDERS.map(({ value, label }) => ({
            value,
            label: `${label} ${formatCount(first.totals[value])}`,
          }))}
          onChange={(value) => address.set({ by: value === 'disposition' ? null : value, part: null })}
        />
      </div>
      <Card
        title={HIDERS.find(({ value }) => value === by)?.label ?? ''}
        {...(by === 'disposition' ? {} : { note: LEARNED[by].note })}
        action={
          by === 'disposition' && (
            <Segmented
              label="Which decisions"
              value={part}
              options={PARTS.map(({ value, label }) => ({
                value,
                label: `${label} ${formatCount(first.counts[value])}`,
              }))}
              onChange={(value) => address.set({ part: value === 'holding' ? null : value })}
            />
          )
        }
      >
        <WhileOld old={isPlaceholderData}>
          {items.length === 0 ? (
            <EmptyState title={empty.title} centred>
              {empty.text}
            </EmptyState>
          ) : (
            <ItemTable by={by} items={items} failingNames={first.failingNames} />
          )}
        </WhileOld>
        <ShowMore list={list} verb="Show more" what="entries" />
      </Card>
    </>
  );
}

function ItemTable({
  by,
  items,
  failingNames,
}: {
  by: Hider;
  items: readonly HiddenItem[];
  failingNames: number;
}) {
  switch (by) {
    case 'disposition':
      return <DecisionTable items={items.filter((item) => item.hiddenBy === 'disposition')} />;
    case 'egress':
      return (
        <EgressTable items={items.filter((item) => item.hiddenBy === 'egress')} failingNames={failingNames} />
      );
    case 'retry_loop':
      return <LoopTable items={items.filter((item) => item.hiddenBy === 'retry_loop')} />;
    case 'detector_off':
      return <OffTable items={items.filter((item) => item.hiddenBy === 'detector_off')} />;
  }
}
