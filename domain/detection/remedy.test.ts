import { describe, expect, it } from 'vitest';
import { EVENT_CATALOGUE } from '@/domain/event-catalogue';
import { remedyOf } from './remedy';

const facts = {
  ...{ ip: null, city: null, country: null, application: null, factor: null, reason: null },
  ...{ actor: null, target: null, names: [] },
};

describe('what to do about an event', () => {
  it('is to look for the client where one retries by itself, and not to fear for the password first', () => {
    const loop = remedyOf({ kind: 'push_harassment', facts: { ...facts, measured: { retryLoop: true } } });
    expect(loop).toMatch(/^Find the client that asks by itself/);
  });

  it('is what its kind says otherwise', () => {
    const remedy = EVENT_CATALOGUE.push_harassment.remedy;
    expect(remedyOf({ kind: 'push_harassment', facts })).toBe(remedy);
    expect(remedyOf({ kind: 'push_harassment', facts: { ...facts, measured: { retryLoop: false } } })).toBe(
      remedy,
    );
  });
});
