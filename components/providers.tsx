'use client';

import { MantineProvider } from '@mantine/core';
import { QueryCache, QueryClientProvider } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { ClockProvider } from '@/lib/clock';
import { Problem } from '@/lib/api/problem';
import { isSigningOut } from '@/lib/api/sign-in';
import { makeQueryClient } from '@/lib/queries/client';
import { cssVariablesResolver, theme } from './theme';

/** Theme, clock and the one query client. */
export function Providers({
  nonce,
  now,
  zone,
  children,
}: {
  nonce: string;
  now: number;
  zone: string;
  children: ReactNode;
}) {
  const [client] = useState(() =>
    makeQueryClient({ queryCache: new QueryCache({ onError: leaveWhenSignedOut }) }),
  );
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={client}>
        <ClockProvider now={now} zone={zone}>
          {children}
        </ClockProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** A session that ended while a page was open: sign in again, then come back to where one was. */
function leaveWhenSignedOut(error: unknown): void {
  if (!(error instanceof Problem) || error.status !== 401 || typeof window === 'undefined') return;
  if (window.location.pathname === '/sign-in' || isSigningOut()) return;
  const here = `${window.location.pathname}${window.location.search}`;
  window.location.assign(`/sign-in?ended=1&next=${encodeURIComponent(here)}`);
}
