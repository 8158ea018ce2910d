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
    makeQueryClient({ queryCache: new QueryCache({ onError: leaveWhenShutOut }) }),
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

/**
 * A page that was open when its session ended, or when something else had to come first: there, and then back to where one
 * was.
 */
function leaveWhenShutOut(error: unknown): void {
  if (!(error instanceof Problem) || typeof window === 'undefined' || isSigningOut()) return;
  const first = comesFirst(error);
  if (first === null || window.location.pathname === first.split('?')[0]) return;
  const here = `${window.location.pathname}${window.location.search}`;
  window.location.assign(`${first}${first.includes('?') ? '&' : '?'}next=${encodeURIComponent(here)}`);
}

/** The page that comes before whatever was refused; null where it is no such refusal. */
function comesFirst({ status, code }: Problem): string | null {
  if (status === 401) return '/sign-in?ended=1';
  if (code === 'password_pending') return '/choose-password';
  return code === 'second_factor_pending' ? '/second-factor' : null;
}
