import { describe, expect, it } from 'vitest';
import { triedWords } from './quarantine-words';

const NONE = { read: 0, added: 0, tooOld: 0, unreadable: 0, detail: null, nextCursor: null };

describe('what came of trying again', () => {
  it('is said of each record: read, still unreadable, too old', () => {
    const detail = 'txid is not a text.';
    expect(triedWords({ ...NONE, read: 2, added: 1, unreadable: 1, detail, tooOld: 3 })).toBe(
      '2 records were read and left the quarantine; 1 signal is new. 1 record still cannot be read: txid is not a text. 3 records are readable, but from before the integration was enabled, and stay.',
    );
  });

  it('is nothing where nothing was left', () => {
    expect(triedWords(NONE)).toBe('There was nothing left to try.');
  });

  it('does not claim success where everything stays', () => {
    expect(triedWords({ ...NONE, unreadable: 4 })).toBe(
      'Nothing could be read. 4 records still cannot be read.',
    );
  });
});
