import { describe, expect, it } from 'vitest';
import { CISCO_DUO } from '@/domain/connectors/cisco-duo';
import { Problem } from '@/lib/api/problem';
import { cleanField, fieldFault, nameFault, unshownSentence } from './integration-form';

const [host, ikey, skey] = CISCO_DUO.fields;
if (host === undefined || ikey === undefined || skey === undefined)
  throw new Error('Cisco Duo has three fields.');

describe('set-up form', () => {
  it('makes a host name of a pasted address', () => {
    expect(cleanField(host, ' https://API-1a2b3c4d.duosecurity.com/ ')).toBe('api-1a2b3c4d.duosecurity.com');
    expect(fieldFault(host, 'https://api-1a2b3c4d.duosecurity.com/')).toBeNull();
  });

  it('names the field and the remedy while typing', () => {
    expect(fieldFault(host, 'duo.example.com')).toBe(host.message);
    expect(fieldFault(ikey, 'DIABC')).toBe(ikey.message);
    expect(fieldFault(skey, '')).toBe(skey.required);
  });

  it('takes keys with spaces around them', () => {
    expect(fieldFault(ikey, ' DIABCDEFGHIJKLMNOPQR ')).toBeNull();
    expect(fieldFault(skey, `${'a'.repeat(40)}\n`)).toBeNull();
  });

  it('wants a name that is not too long', () => {
    expect(nameFault('  ')).toContain('Enter a name');
    expect(nameFault('x'.repeat(81))).toContain('80');
    expect(nameFault('Production')).toBeNull();
  });

  it('says above the buttons only what no field says', () => {
    const problem = (...fields: string[]) =>
      new Problem(
        422,
        'invalid_input',
        'Refused.',
        fields.map((field) => ({ field, message: `About ${field}.` })),
      );
    expect(unshownSentence(null, ['host'])).toBeNull();
    expect(unshownSentence(problem('host'), ['host'])).toBeNull();
    expect(unshownSentence(problem('host', 'name'), ['host'])).toBe('About name.');
    expect(unshownSentence(problem(), ['host'])).toBe('Refused.');
    expect(unshownSentence(new Error('secret'), ['host'])).not.toContain('secret');
  });
});
