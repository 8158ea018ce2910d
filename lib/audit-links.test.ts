import { describe, expect, it } from 'vitest';
import type { AuditEntryView } from '@/domain/views/audit';
import { nameOfThen, subjectLink } from './audit-links';

const NONE = { person: null, member: null, thing: null };
const linked = (entity: string, entityId: string | null, subject: Partial<AuditEntryView['subject']> = {}) =>
  subjectLink({
    ...{ seq: '1', at: '2026-11-28T08:00:00.000Z', actor: { kind: 'system', id: null, name: 'test' } },
    ...{ action: 'x', entity, entityId, before: null, after: null, address: null },
    subject: { ...NONE, ...subject },
  });
const ADA = { id: 'm-1', name: 'Ada' };
const LENA = { id: 'p-1', name: 'Lena Hart' };

describe('what an entry of the audit log is about', () => {
  it('leads to its page, by its name', () => {
    expect(linked('person', 'p-0', { person: LENA })).toEqual({ name: 'Lena Hart', href: '/people/p-1' });
    expect(linked('identity_event', 'e/1', { person: LENA })?.href).toBe('/people/p-1?event=e%2F1');
    expect(linked('member', 'm-1', { member: { ...ADA, isIn: true } })?.href).toBe(
      '/settings/members?selected=m-1',
    );
    const duo = { is: 'integration', id: 'i-1', name: 'Duo' } as const;
    expect(linked('stream', 'i-1/authentication', { thing: duo })?.href).toBe('/integrations/i-1');
    const rule = { is: 'notification_rule', id: 'r-1', name: 'Board under attack' } as const;
    expect(linked('notification_rule', 'r-1', { thing: rule })).toEqual({
      ...{ name: 'Board under attack', href: '/settings/notifications?selected=r-1' },
    });
    const nightly = { is: 'api_token', id: 't-1', name: 'nightly' } as const;
    expect(linked('api_token', 't-1', { thing: nightly })?.href).toBe('/settings/tokens?selected=t-1');
    expect(linked('campaign', 'c-1')).toEqual({ name: 'The campaign', href: '/campaigns/c-1' });
  });

  it('leads nowhere where it is gone, or has no page', () => {
    expect(linked('person', 'p-1')).toBeNull();
    expect(linked('account', 'a-1')).toBeNull();
    expect(linked('member', 'm-1', { member: { ...ADA, isIn: false } })).toBeNull();
  });

  it('says of a thing without a page what it was called then, and nothing of people', () => {
    const then = (entity: string, before: unknown, after: unknown, subject = {}) =>
      nameOfThen({
        ...{ seq: '1', at: '2026-11-28T08:00:00.000Z', actor: { kind: 'system', id: null, name: 'test' } },
        ...{ action: 'x', entity, entityId: 'x', before, after, address: null },
        subject: { ...NONE, ...subject },
      });
    expect(then('api_token', null, { name: 'nightly' })).toBe('nightly');
    expect(then('role', { name: 'Desk lead' }, null)).toBe('Desk lead');
    expect(then('invitation', null, { email: 'mia@example.com', role: 'Auditor' })).toBe('mia@example.com');
    expect(then('person', { name: 'Lena Hart' }, null)).toBeNull();
    expect(then('role', 'Desk lead', { name: 7 })).toBeNull();
    expect(then('member', null, null, { member: { ...ADA, isIn: false } })).toBe('Ada');
  });
});
