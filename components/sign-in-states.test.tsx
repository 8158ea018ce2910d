import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { MemberEndings, MemberView } from '@/domain/views/members';
import type { SignInDomainView } from '@/domain/views/single-sign-on';
import type { SecondFactor } from '@/domain/views/your-sign-in';
import { makeQueryClient } from '@/lib/queries/client';
import { memberEndingsQuery } from '@/lib/queries/members';
import { secondFactorQuery } from '@/lib/queries/your-sign-in';
import { axeViolations } from './axe-violations';
import { ProofForm } from './frame/step-up-dialog';
import { AccessEndings } from './members/access-endings';
import { SignOnPart } from './members/sign-on-part';
import { CodeForm } from './sign-in/code-form';
import { DomainsCard } from './single-sign-on/domains-card';
import { ProviderFacts } from './single-sign-on/provider-facts';

/** What stands on the page at its first paint. */
function said(element: ReactElement, client = makeQueryClient()): string {
  const page = renderToString(
    <QueryClientProvider client={client}>
      <MantineProvider>{element}</MantineProvider>
    </QueryClientProvider>,
  );
  return page.replaceAll('<!-- -->', '');
}

const AT = '2026-11-28T09:00:00.000Z';

describe('a domain of single sign-on', () => {
  const card = (proven: SignInDomainView['proven']) =>
    said(
      <DomainsCard mayCheck domains={[{ domain: 'example.com', record: 'parapet-domain=abc', proven }]} />,
    );

  it('that is not proven says so, with the very record to make and what makes sure of it', () => {
    const page = card(null);
    expect(page).toContain('Not proven yet');
    expect(page).toContain('<code>parapet-domain=abc</code>');
    expect(page).toContain('aria-label="Copy: TXT record at example.com"');
    expect(page).toContain('aria-label="Check: example.com"');
  });

  it('that is proven says since when and by what, and keeps its record where that would prove it better', () => {
    expect(card({ at: AT, by: 'dns' })).toContain('By its DNS record');
    expect(card({ at: AT, by: 'dns' })).not.toContain('parapet-domain=abc');
    expect(card({ at: AT, by: 'operator' })).toMatch(/By whoever runs Parapet.*parapet-domain=abc/);
    expect(card({ at: AT, by: 'upgrade' })).toMatch(/Taken over from before.*parapet-domain=abc/);
    expect(card({ at: AT, by: 'upgrade' })).toMatch(new RegExp(`Proven since.*${AT}`));
  });

  it.each([null, { at: AT, by: 'dns' }, { at: AT, by: 'operator' }] as const)(
    'is without axe violations when proven by %o',
    async (proven) => expect(await axeViolations(card(proven))).toEqual([]),
  );
});

describe('the form that asks who one is', () => {
  const form = (everything: boolean, totp: SecondFactor['totp'], singleSignOn = true) => {
    const client = makeQueryClient();
    const rest = { passkeys: [], passkeysPossible: true, recoveryCodesLeft: 0, neededFrom: null };
    client.setQueryData(secondFactorQuery().queryKey, { totp, ...rest });
    const nothing = () => undefined;
    const asked = { why: 'It lets somebody in.', email: 'mira@example.com', everything, singleSignOn };
    return said(<ProofForm {...asked} onProven={nothing} onCancel={nothing} />, client);
  };
  const APP = { since: AT, lastUsedAt: null };

  it('takes the password or the provider where one proof is enough', () => {
    const page = form(false, APP);
    expect(page).toContain('Sign in again at your provider');
    expect(page).not.toContain('name="code"');
  });

  it('asks for a code beside the password, and for no provider, where second factors change', () => {
    const page = form(true, APP);
    expect(page).toContain('name="code"');
    expect(page).not.toContain('Sign in again at your provider');
  });

  it('says how to come by a password to who has single sign-on alone', () => {
    expect(form(true, null)).toContain('No password yet');
    expect(form(true, null)).not.toContain('name="code"');
    expect(form(true, null, false)).not.toContain('No password yet');
  });

  it('is without axe violations', async () => expect(await axeViolations(form(true, APP))).toEqual([]));
});

describe('the second step of signing in', () => {
  const form = (asks: 'code' | 'recovery_code') =>
    said(<CodeForm next="/" asks={asks} passkeys onBeginAgain={() => undefined} />);

  it('asks for a recovery code alone where the passkey is blocked, and names who helps without one', () => {
    expect(form('recovery_code')).toMatch(/passkey is blocked.*an administrator resets/);
    expect(form('recovery_code')).not.toMatch(/authenticator app|Use (a|your) passkey/);
    expect(form('code')).toContain('Of your authenticator app, or one of your recovery codes.');
  });

  it.each(['code', 'recovery_code'] as const)(
    'is without axe violations where it asks for a %s',
    async (asks) => expect(await axeViolations(form(asks))).toEqual([]),
  );
});

describe('a member whom the provider knows', () => {
  const member: MemberView = {
    ...{
      id: 'm',
      name: 'Mira',
      email: 'mira@example.com',
      role: { id: 'analyst', label: 'Security Analyst' },
    },
    ...{ joinedAt: AT, lastSeenAt: null, state: 'active', sessions: 2, isYou: false },
    ...{ secondFactor: 'off', identities: 1, fixed: null, mayHaveLink: true },
  };

  it('can be unlinked, and is said to be perhaps several people where it knows several ids', () => {
    expect(said(<SignOnPart member={member} />)).toContain('by an id of its own');
    expect(said(<SignOnPart member={{ ...member, identities: 2 }} />)).toContain('They may be of 2 people');
  });
});

describe('what ends with access that is taken away', () => {
  const ben = { id: '018f4f6c-0000-7000-8000-000000000001', name: 'Ben' };
  const told = (endings: MemberEndings) => {
    const client = makeQueryClient();
    client.setQueryData(memberEndingsQuery(ben.id).queryKey, endings);
    return said(<AccessEndings member={ben} />, client);
  };

  it('is said with numbers, here and at each customer', () => {
    const page = told({
      ...{ sessions: 2, tokens: 1 },
      customers: [
        { name: 'Acme', sessions: 1, tokens: 0 },
        { name: 'Beta', sessions: 0, tokens: 0 },
      ],
    });
    expect(page).toContain('2 sessions and 1 API token of theirs end at once.');
    expect(page).toContain('Ben loses 2 accounts of customers with it');
    expect(page).toContain('Acme: 1 session of theirs ends at once.');
    expect(page).toContain('Beta: No session or API token of theirs is open.');
    expect(told({ sessions: 0, tokens: 0, customers: [] })).not.toContain('customer');
  });
});

describe('single sign-on for who reads it alone', () => {
  it('shows what is set, and nothing to change it with', async () => {
    const page = said(
      <ProviderFacts
        provider={{
          ...{ issuer: 'https://login.example.com', clientId: 'parapet', groupsClaim: 'groups' },
          ...{ changedAt: AT, changedBy: 'Ada', openSessions: 3, domains: [] },
          mappings: [{ group: 'soc', role: 'analyst', label: 'Security Analyst' }],
        }}
      />,
    );
    for (const fact of ['https://login.example.com', 'Security Analyst', '3 sessions', 'Ada'])
      expect(page).toContain(fact);
    expect(page).not.toMatch(/<(button|input|form)/);
    expect(await axeViolations(page)).toEqual([]);
    expect(said(<ProviderFacts provider={null} />)).toContain('No provider is set');
  });
});
