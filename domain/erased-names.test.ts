import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERASED, namesPattern, withoutNames, withoutOwnNames } from './erased-names';

describe('names of somebody who was erased', () => {
  it('go from texts in any case, as words alone', () => {
    const names = ['canary', 'Canary Bird', 'canary@example.com'];
    expect(
      withoutNames('Canary Bird <CANARY@example.com> rang; canaryish stays, canary_x stays.', names),
    ).toBe(`${ERASED} <${ERASED}> rang; canaryish stays, canary_x stays.`);
  });

  it('go from JSON however they are escaped there, and leave it JSON', () => {
    const name = 'O"Brien\\K.';
    const text = JSON.stringify({ actor: { name }, others: [name, 'ann'] });
    expect(JSON.parse(withoutNames(text, [name]))).toEqual({
      actor: { name: ERASED },
      others: [ERASED, 'ann'],
    });
  });

  it('are not looked for where they are too short to tell from other words', () => {
    expect(withoutNames('no on at', ['no', 'on'])).toBe('no on at');
    expect(namesPattern(['no', 'on'])).toBeNull();
  });

  it('are never left whole in a text between other words', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z.+$(){}|^*?[\]\\-]{3,12}$/), fc.lorem(), (name, words) => {
        const text = `${words} ${name} ${words}`;
        expect(withoutNames(text, [name])).not.toContain(` ${name} `);
      }),
    );
  });

  it('go from values where they are meant, and leave who is only named alike', () => {
    const names = ['ada', 'Ada Byron', 'ada.byron', 'ada.byron@example.com'];
    const own = (value: string) => withoutOwnNames(value, names);
    for (const value of ['ada', ' ADA ', 'Ada Byron', 'ada.byron', 'ada.byron@example.com'])
      expect(own(value).trim()).toBe(ERASED);
    expect(own('CORP\\ada')).toBe(`CORP\\${ERASED}`);
    expect(own('Ada Byron (ada), ben')).toBe(`${ERASED} (${ERASED}), ben`);
    expect(own('ben, ada, cleo')).toBe(`ben, ${ERASED}, cleo`);
    expect(own('user:ada')).toBe(`user:${ERASED}`);
    for (const other of [
      'Ada Lovelace',
      'ada-admin',
      'ada.lovelace',
      'x.ada.byron',
      'Will ada call',
      'adamant',
    ])
      expect(own(other)).toBe(other);
    expect(own('')).toBe('');
    expect(withoutOwnNames('as it is', [])).toBe('as it is');
  });
});
