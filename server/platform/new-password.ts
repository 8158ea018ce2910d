import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalisePassword, passwordProblem } from '@/domain/sign-in';

/** Passwords that people choose most, in lower case, a line each: NOTICE says where they come from. */
const LIST_FILE = join(process.cwd(), 'server/platform/common-passwords.txt');

let list: ReadonlySet<string> | null = null;

/** What is wrong with a new password and what to do, as one sentence; null when it will do. */
export function newPasswordProblem(password: string, email: string): string | null {
  const problem = passwordProblem(password, email);
  if (problem !== null) return problem;
  list ??= new Set(readFileSync(LIST_FILE, 'utf8').split('\n').filter(Boolean));
  const [common, near] = [list, new Set([...OWN_WORDS, ...wordsOf(email)])];
  return guessedFirst(normalisePassword(password).toLowerCase()).some(
    (text) => common.has(text) || near.has(text),
  )
    ? 'This password, or the word that it is made from, is on every guessing list. Choose another.'
    : null;
}

/** What is tried first at this very door. */
const OWN_WORDS = [
  'parapet',
  'duosecurity',
  'duo security',
  'ciscoduo',
  'cisco duo',
  'humanrisk',
  'human risk',
];

/** What is tried first for this very person: their name, and their organisation's. */
function wordsOf(email: string): string[] {
  const [mailbox = '', domain = ''] = email.toLowerCase().split('@');
  const names = mailbox.split(/[^a-z]+/);
  return [mailbox, names.join(''), names.join(' '), ...names, domain, ...domain.split('.').slice(0, -1)];
}

/** Letters that people put signs for, and guessing programs put back. */
const SIGNS: Readonly<Record<string, string>> = {
  ...{ '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' },
};

/** As many as people put around a word to make it long enough; what has more around it is guessed by its length. */
const MOST_AROUND = 8;

/** What a guessing program tries first that comes to this password: itself, and the word under what was put around it. */
function guessedFirst(password: string): string[] {
  const forms = [password, onceOf(password)].flatMap((text) => [
    text,
    text.replace(/^[^a-z]+|[^a-z]+$/g, ''),
  ]);
  const worded = forms.flatMap((text) => [text, text.replace(/[013457@$!]/g, (sign) => SIGNS[sign] ?? sign)]);
  return worded.flatMap((text) => {
    const word = onceOf(text);
    return [text, word].filter((one) => one.length >= 4 && onceLength(password) - one.length <= MOST_AROUND);
  });
}

/** What is said several times over, once. */
function onceOf(text: string): string {
  return /^(.+?)\1+$/.exec(text)?.[1] ?? text;
}

function onceLength(password: string): number {
  return onceOf(password).length;
}
