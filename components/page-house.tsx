import { MantineProvider } from '@mantine/core';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime';
import {
  PathnameContext,
  SearchParamsContext,
} from 'next/dist/shared/lib/hooks-client-context.shared-runtime';
import type { ReactNode } from 'react';

const nowhere = () => undefined;
const ROUTER = {
  back: nowhere,
  forward: nowhere,
  refresh: nowhere,
  push: nowhere,
  replace: nowhere,
  prefetch: nowhere,
  bfcacheId: 'here',
};

/** What a page stands in, for its first paint: an address, a router that leads nowhere, and what was read. */
export function PageHouse({
  client,
  search = '',
  children,
}: {
  client: QueryClient;
  search?: string;
  children: ReactNode;
}) {
  return (
    <AppRouterContext value={ROUTER}>
      <PathnameContext value="/">
        <SearchParamsContext value={new URLSearchParams(search)}>
          <QueryClientProvider client={client}>
            <MantineProvider>{children}</MantineProvider>
          </QueryClientProvider>
        </SearchParamsContext>
      </PathnameContext>
    </AppRouterContext>
  );
}
