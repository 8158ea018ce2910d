import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '@/server/services/registry';

/**
 * Every operation that changes something and asks for no proof, by why it needs none. What somebody would do with a
 * stolen session to see less, hide, let in or shut out is not among them: that has `stepUp`. docs/security.md has the rule.
 */
const NEEDS_NO_PROOF: Readonly<Record<string, readonly string[]>> = {
  'nobody is signed in yet, and what is sent is the proof': [
    'create-first-member',
    'ask-password-reset',
    'begin-passkey-sign-in',
    'open-member-link',
    'accept-invitation',
    'use-password-link',
  ],
  'it is the proof, or asks for the password itself': [
    'prove-identity',
    'begin-passkey-proof',
    'choose-password',
  ],
  'it is about nobody but whoever does it, and gives nothing': [
    'switch-account',
    'name-passkey',
    'note-visit',
    'dismiss-since',
    'mark-notifications-read',
    'save-view',
    'remove-view',
    'save-search',
    'remove-search',
  ],
  'it changes nothing and only says what would happen': [
    'preview-policy',
    'preview-notification-rule',
    'preview-detectors',
    'try-record',
    'test-connection',
    'test-integration',
  ],
  'more is read after it than before, or the same': [
    'run-integration-now',
    'run-stream-now',
    'enable-integration',
    'repull-window',
    'cancel-repull',
    'try-quarantine',
    'describe-integration',
  ],
  'it shows again what was hidden, or leaves it shown': [
    'refuse-disposition',
    'withdraw-disposition',
    'undo-disposition',
  ],
  'it is daily work on one person or one campaign, hides no event and stands in their history': [
    'set-campaign',
    'set-criticality',
    'reveal-person',
    'set-person-care',
    'add-person-step',
    'tick-person-step',
    'remove-person-step',
    'add-person-note',
    'change-person-note',
    'remove-person-note',
  ],
  'it decides what is looked at first, no score and nothing that is told': [
    'create-watchlist',
    'remove-watchlist',
  ],
  'it gives nobody a right, and takes none from anybody who is in': ['withdraw-invitation', 'accept-notice'],
  'it tells members of the account what their role shows them anyway': [
    'create-notification-rule',
    'test-notification-rule',
  ],
};

const excused = Object.values(NEEDS_NO_PROOF).flat();

describe('an operation that changes something', () => {
  const changing = OPERATIONS.filter(({ effect }) => effect !== 'read');

  it('asks for a proof, or is named here with why it needs none', () => {
    const undecided = changing.filter(({ name, stepUp }) => stepUp === undefined && !excused.includes(name));
    expect(undecided.map(({ name }) => name)).toEqual([]);
  });

  it('is named here once, while it is there and asks for none', () => {
    expect(new Set(excused).size).toBe(excused.length);
    const asking = new Set(changing.filter(({ stepUp }) => stepUp === undefined).map(({ name }) => name));
    expect(excused.filter((name) => !asking.has(name))).toEqual([]);
  });

  it('asks for everything that a sign-in does where it changes what guards the member themselves', () => {
    const own = OPERATIONS.filter(({ stepUpBy }) => stepUpBy === 'everything').map(({ name }) => name);
    expect(own.sort()).toEqual([
      ...['add-passkey', 'begin-passkey', 'begin-totp', 'confirm-totp', 'make-recovery-codes'],
      ...['remove-passkey', 'remove-totp'],
    ]);
  });

  it('says why it is dangerous, in a sentence that is shown', () => {
    for (const { name, stepUp } of OPERATIONS)
      if (stepUp !== undefined) expect(`${name}: ${stepUp}`).toMatch(/: [A-Z].+\.$/);
  });

  it('is no long one that is watched: the browser asks for a proof only where it waits for one answer', () => {
    const watched = OPERATIONS.filter(
      ({ progress, stepUp }) => progress !== undefined && stepUp !== undefined,
    );
    expect(watched.map(({ name }) => name)).toEqual([]);
  });
});
