'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ListPageBones } from '@/components/ui/skeleton';
import { Card } from '@/components/ui/card';
import { PageHead } from '@/components/ui/page-head';
import { EmptyState, FailedState } from '@/components/ui/states';
import type { Customer, CustomersView } from '@/domain/views/customers';
import { formatCount, formatCountOf } from '@/lib/format/number';
import { customersQuery } from '@/lib/queries/customers';
import { CustomerCard } from './customer-card';
import { LetInSheet, MakeCustomerSheet } from './customer-sheets';
import styles from './customers.module.css';

/** The accounts that this one looks after, each as far as the reader was let in. */
export function CustomersScreen() {
  const { data, error, refetch } = useQuery(customersQuery());
  const [making, setMaking] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  if (data === undefined && error === null) return <ListPageBones />;
  const mayManage = (data?.roles.length ?? 0) > 0;
  const customer = data?.customers.find(({ id }) => id === chosen) ?? null;
  return (
    <>
      <PageHead
        title="Customers"
        note="The accounts that this one looks after. Each shows what your role there lets you see."
        actions={mayManage && <Button onClick={() => setMaking(true)}>Make an account</Button>}
      />
      {data === undefined && (
        <FailedState what="The customers could not be read." error={error} retry={() => void refetch()} />
      )}
      {data !== undefined && data.customers.length === 0 && <NoCustomers view={data} />}
      {data !== undefined && data.customers.length > 0 && (
        <div className={styles.stack}>
          <Totals customers={data.customers} />
          {data.customers.map((one) => (
            <CustomerCard
              key={one.id}
              customer={one}
              {...(mayManage && { onLetIn: () => setChosen(one.id) })}
            />
          ))}
        </div>
      )}
      {data !== undefined && (
        <>
          <MakeCustomerSheet open={making} roles={data.roles} onClose={() => setMaking(false)} />
          <LetInSheet customer={customer} view={data} onClose={() => setChosen(null)} />
        </>
      )}
    </>
  );
}

function NoCustomers({ view }: { view: CustomersView }) {
  return (
    <Card title="Accounts">
      <EmptyState title="This account looks after no other." centred>
        {view.cannot ??
          (view.roles.length > 0
            ? 'Make an account for each customer. Its people, feeds and members are its own; you go on there without signing in again.'
            : 'Somebody whose role lets them manage customers makes an account for each.')}
      </EmptyState>
    </Card>
  );
}

function Totals({ customers }: { customers: readonly Customer[] }) {
  const seen = customers.flatMap(({ people }) => people ?? []);
  const sum = (of: (people: (typeof seen)[number]) => number) =>
    formatCount(seen.reduce((total, people) => total + of(people), 0));
  return (
    <Card
      title="All together"
      note={
        seen.length === customers.length
          ? formatCountOf(customers.length, 'account', 'accounts')
          : `of ${formatCount(seen.length)} of ${formatCountOf(customers.length, 'account', 'accounts')}, whose people you may see`
      }
    >
      <dl className={styles.totals}>
        <Total label="People" value={sum(({ total }) => total)} />
        <Total label="High or above" value={sum(({ bands }) => bands.high + bands.very_high)} />
        <Total label="Open campaigns" value={sum(({ openCampaigns }) => openCampaigns)} />
      </dl>
    </Card>
  );
}

function Total({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
