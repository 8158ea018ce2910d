import { describe, expect, it } from 'vitest';
import { actionWords, auditInput, parseAuditFilter } from './audit-filter';

const parse = (parameters: Record<string, string>) => parseAuditFilter((name) => parameters[name] ?? null);

describe('the filter of the audit log', () => {
  it('is read from the address, and takes both days in', () => {
    const filter = parse({ q: ' ada ', action: 'sign-in', from: '2026-11-01', to: '2026-11-02' });
    expect(auditInput(filter)).toEqual({
      q: 'ada',
      action: 'sign-in',
      from: '2026-11-01T00:00:00.000Z',
      to: '2026-11-03T00:00:00.000Z',
    });
  });

  it('leaves out what is misspelt', () => {
    expect(auditInput(parse({ q: '  ', action: 'Sign In', from: '2026-13-40', to: 'yesterday' }))).toEqual(
      {},
    );
  });

  it('says actions as a person does', () => {
    expect(actionWords('set-member-role')).toBe('Set member role');
    expect(actionWords('get-profile')).toBe('View profile');
  });
});
