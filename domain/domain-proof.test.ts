import { describe, expect, it } from 'vitest';
import { proofRecord, readProof, type TxtAnswer } from './domain-proof';

const read = (answer: TxtAnswer) => readProof('example.com', 'abc', answer);
const records = (...said: string[]) => read({ ok: true, records: said });

describe('what the name servers say of a domain', () => {
  it('proves it by the very record, among whatever others', () => {
    expect(records('v=spf1 -all', ` ${proofRecord('abc')} `)).toEqual({
      proves: true,
      found: 'The record is there.',
    });
  });

  it.each(['parapet-domain=abcd', 'parapet-domain=ABC', 'xparapet-domain=abc', 'parapet-domain=', 'abc', ''])(
    'does not by “%s”',
    (record) => {
      expect(records(record).proves).toBe(false);
    },
  );

  it('is told as found, with what to do', () => {
    expect(records().found).toBe(
      'example.com has no TXT record. Make the record; name servers may take an hour to tell of it.',
    );
    expect(records('v=spf1 -all').found).toContain(
      'one TXT record, and none that begins with parapet-domain=',
    );
    expect(records('a', 'b').found).toContain('2 TXT records');
    expect(records('parapet-domain=xyz').found).toContain(
      'Found parapet-domain=xyz, which is not the record',
    );
    expect(records(`parapet-domain=${'x'.repeat(300)}`).found.length).toBeLessThan(320);
    expect(read({ ok: false, why: 'no_domain' }).found).toContain('know no domain example.com');
    expect(read({ ok: false, why: 'no_answer' }).found).toContain('No name server answered');
  });
});
