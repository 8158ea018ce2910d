'use client';

import { NativeSelect } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Card } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { Moment } from '@/components/ui/moment';
import { ShowMore } from '@/components/ui/show-more';
import { CardBones, Loading } from '@/components/ui/skeleton';
import { EmptyState, FailedState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import { DELIVERY_STATES, type DeliveryState } from '@/domain/notifications/delivery';
import { countedOf } from '@/domain/notifications/words';
import type { DeliveryView, NotificationRuleView } from '@/domain/views/notification';
import { useAddress } from '@/lib/address';
import { formatCount } from '@/lib/format/number';
import { deliveriesQuery } from '@/lib/queries/notifications';
import type { Tone } from '@/lib/status-words';
import styles from './notifications.module.css';

const STATES: Readonly<Record<DeliveryState, { readonly word: string; readonly tone: Tone }>> = {
  waiting: { word: 'On its way', tone: 'accent' },
  sent: { word: 'Delivered', tone: 'good' },
  failed: { word: 'Failed', tone: 'bad' },
  left_out: { word: 'Not sent', tone: 'warn' },
};

/** What became of each notification for each receiver, newest first. */
export function DeliveriesCard({ rules }: { rules: readonly NotificationRuleView[] }) {
  const address = useAddress();
  const state = DELIVERY_STATES.find((one) => one === address.get('state')) ?? null;
  const rule = rules.find(({ id }) => id === address.get('rule'))?.id ?? null;
  const list = useInfiniteQuery(deliveriesQuery({ state, rule }));
  const { data, error, refetch } = list;
  const found = data?.pages.flatMap((page) => page.deliveries) ?? [];
  const isNarrowed = state !== null || rule !== null;
  return (
    <Card title="Deliveries" note="to each receiver">
      <div className={styles.filters}>
        <NativeSelect
          label="What became of it"
          size="xs"
          data={[
            { value: '', label: 'Everything' },
            ...DELIVERY_STATES.map((one) => ({ value: one, label: STATES[one].word })),
          ]}
          value={state ?? ''}
          onChange={(event) => address.set({ state: event.currentTarget.value })}
        />
        <NativeSelect
          label="Rule"
          size="xs"
          data={[
            { value: '', label: 'All rules' },
            ...rules.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={rule ?? ''}
          onChange={(event) => address.set({ rule: event.currentTarget.value })}
        />
      </div>
      {data === undefined && error === null && (
        <Loading>
          <CardBones rows={4} />
        </Loading>
      )}
      {data === undefined && error !== null && (
        <FailedState what="The deliveries could not be read." error={error} retry={() => void refetch()} />
      )}
      {data !== undefined && found.length === 0 && (
        <EmptyState title={isNarrowed ? 'Nothing here is like that.' : 'Nothing has been sent yet.'}>
          {isNarrowed
            ? 'Choose another state or rule.'
            : 'What rules tell appears here, with whether it arrived. Send a test to see how it does.'}
        </EmptyState>
      )}
      {found.length > 0 && (
        <div className={table.scroll}>
          <table className={`${table.table ?? ''} ${table.stacks ?? ''}`} aria-label="Deliveries">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Told</th>
                <th scope="col">To</th>
                <th scope="col">What became of it</th>
              </tr>
            </thead>
            <tbody>
              {found.map((delivery) => (
                <Row key={delivery.id} delivery={delivery} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <ShowMore list={list} what="deliveries" />
    </Card>
  );
}

function Row({ delivery }: { delivery: DeliveryView }) {
  const { at, rule, kind, isTest, happenings, channel, to, state, attempts, nextTryAt, fault } = delivery;
  return (
    <tr>
      <td data-label="When" className={table.nowrap}>
        <Moment at={at} />
      </td>
      <th scope="row" data-lead>
        {rule}
        <span className={table.sub}>{isTest ? 'A test' : countedOf(kind, happenings)}</span>
      </th>
      <td data-label="To" data-wide>
        {to}
        <span className={table.sub}>{channel === 'mail' ? 'by e-mail' : 'in Parapet'}</span>
      </td>
      <td data-label="What became of it" data-wide>
        <Chip tone={STATES[state].tone}>{STATES[state].word}</Chip>
        {fault !== null && (
          <span className={table.sub}>
            {fault.said} {fault.remedy}
          </span>
        )}
        {attempts > 1 && <span className={table.sub}>Tried {formatCount(attempts)} times.</span>}
        {state === 'waiting' && nextTryAt !== null && attempts > 0 && (
          <span className={table.sub}>
            Next try <Moment at={nextTryAt} as="relative" />.
          </span>
        )}
      </td>
    </tr>
  );
}
