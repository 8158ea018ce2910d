import { describe, expect, it } from 'vitest';
import { directoryLooks, postureLooks, statusLook } from './directory-words';

const brief = { standing: 'present' as const, leftAt: null, status: 'active', enrolled: true };
const words = (directory: Parameters<typeof directoryLooks>[0], left: string | null = null) =>
  directoryLooks(directory, left).map(({ word }) => word);

describe('words of the directory', () => {
  it('say nothing of an active, enrolled person, and nothing where no directory was read', () => {
    expect(words(brief)).toEqual([]);
    expect(words({ ...brief, standing: 'not_swept', status: null, enrolled: null })).toEqual([]);
  });

  it('say what a person lacks, and when they left', () => {
    expect(words({ ...brief, status: 'bypass', enrolled: false })).toEqual(['In bypass', 'Not enrolled']);
    expect(words({ ...brief, standing: 'absent', status: null })).toEqual(['Not in the directory']);
    expect(words({ ...brief, standing: 'left', enrolled: false }, '12 Oct 2026')).toEqual([
      'Left the directory on 12 Oct 2026',
    ]);
  });

  it('give a status that is not known as the vendor says it', () => {
    expect(statusLook('on leave')).toEqual({ word: 'On leave', tone: 'quiet' });
  });

  it('put the worst of a device first and name what is not known', () => {
    const { known, unknown } = postureLooks([
      { fact: 'encrypted', value: true },
      { fact: 'screen_lock', value: null },
      { fact: 'tampered', value: true },
    ]);
    expect(known.map(({ word, good }) => [word, good])).toEqual([
      ['Tampered with', false],
      ['Encrypted', true],
    ]);
    expect(unknown).toEqual(['screen lock']);
  });
});
