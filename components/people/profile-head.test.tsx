import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { PageHouse } from '@/components/page-house';
import type { Profile } from '@/domain/views/person';
import { makeQueryClient } from '@/lib/queries/client';
import { Campaigns } from './profile-head';

const campaigns = (many: number): Profile['campaigns'] =>
  Array.from({ length: many }, (_, index) => ({
    id: `00000000-0000-4000-8000-00000000000${index}`,
    outcome: 'refused',
    network: `192.0.${index}.0/24`,
    people: 4,
    asThem: false,
    lastAt: '2026-11-28T09:00:00.000Z',
  }));

function said(many: number, search = ''): string {
  return renderToString(
    <PageHouse client={makeQueryClient()} search={search}>
      <Campaigns campaigns={campaigns(many)} />
    </PageHouse>,
  ).replaceAll('<!-- -->', '');
}

describe('the campaigns of a person', () => {
  it('are the newest three, and how many more there are', () => {
    const page = said(5);
    expect(page).toContain('Part of 5 campaigns');
    expect(page.match(/href="\/campaigns\//g)).toHaveLength(3);
    expect(page).toMatch(/aria-expanded="false"[^>]*>and 2 more/);
  });

  it('are all of them where the address says so', () => {
    const page = said(5, 'all=campaigns');
    expect(page.match(/href="\/campaigns\//g)).toHaveLength(5);
    expect(page).toMatch(/aria-expanded="true"[^>]*>Show the newest 3 alone/);
  });

  it('say as whom they got in', () => {
    const of = (outcome: 'refused' | 'got_in', asThem: boolean) =>
      renderToString(
        <PageHouse client={makeQueryClient()}>
          <Campaigns campaigns={campaigns(1).map((one) => ({ ...one, outcome, asThem }))} />
        </PageHouse>,
      ).replaceAll('<!-- -->', '');
    expect(of('got_in', true)).toContain(': got in, 4 people');
    expect(of('got_in', false)).toContain(': got in as somebody else, 4 people');
    expect(of('refused', false)).toContain(': 4 people');
  });

  it('say nothing of more where there are no more', () => {
    expect(said(3)).not.toContain('<button');
    expect(said(0)).not.toContain('Part of');
  });
});
