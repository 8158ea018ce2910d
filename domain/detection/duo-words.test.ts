import { describe, expect, it } from 'vitest';
import { priorityWords, registrationWords } from './duo-words';

describe('the words for names of Duo', () => {
  it('say what Duo found of a device, whatever the case of the name', () => {
    expect(registrationWords('REGISTER_TAMPERED')).toBe('it has been tampered with');
    expect(registrationWords('register_os_outdated')).toBe('its operating system is out of date');
  });

  it('name the country that the account watches', () => {
    expect(priorityWords('country: VN')).toBe('Vietnam is in the risk profile');
  });

  it.each(['REGISTER_BY_PIGEON', 'constructor'])('leave %s as it is, and say whose name it is', (name) => {
    expect(registrationWords(name)).toBe(`what Duo calls ${name}`);
  });

  it.each(['country: QX', 'country: Vietnam', 'group: Admins'])('leave the reason %s as it is', (reason) => {
    expect(priorityWords(reason)).toBe(`what Duo calls ${reason}`);
  });
});
