import { describe, expect, it } from 'vitest';
import { CISCO_DUO } from './cisco-duo';
import { personPageOf } from './person-page';

const page = CISCO_DUO.personPage ?? { label: '', host: '', address: '' };

describe('the page of a person in Duo’s panel', () => {
  it('is that of the account whose API is read', () => {
    expect(personPageOf(page, 'api-1a2b3c4d.duosecurity.com', 'DU123')).toBe(
      'https://admin-1a2b3c4d.duosecurity.com/users/DU123',
    );
    expect(personPageOf(page, 'api-1a2b3c4d.duofederal.com', 'DU123')).toBe(
      'https://admin-1a2b3c4d.duofederal.com/users/DU123',
    );
  });

  it('is none for another host, or for a key that is no key', () => {
    for (const host of ['127.0.0.1:4000', 'api-1.duosecurity.com.example.org', 'example.org'])
      expect(personPageOf(page, host, 'DU123')).toBeNull();
    for (const key of ['', '../x', 'DU1?x=y', 'javascript:1', '$1'])
      expect(personPageOf(page, 'api-1.duosecurity.com', key)).toBeNull();
  });
});
