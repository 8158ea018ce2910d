import { describe, expect, it } from 'vitest';
import { groupName } from './group-name';

describe('the name of a group', () => {
  it.each([
    ['Engineering (from AD sync "ostrava-foods.example")', 'Engineering'],
    ['AllUsers (from AD sync)', 'AllUsers'],
    ['Sales (from Azure sync "Contoso")', 'Sales'],
    ['Board (interim)', 'Board (interim)'],
    ['VPN Users', 'VPN Users'],
  ])('%s reads %s', (written, name) => {
    expect(groupName(written)).toBe(name);
  });

  it('keeps a name that is nothing but the suffix', () => {
    expect(groupName('(from AD sync)')).toBe('(from AD sync)');
  });
});
