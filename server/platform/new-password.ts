import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalisePassword, passwordProblem } from '@/domain/sign-in';

/** Passwords that people choose most, in lower case, a line each: NOTICE says where they come from. */
const LIST_FILE = join(process.cwd(), 'server/platform/common-passwords.txt');

let list: ReadonlySet<string> | null = null;

/**
 * What is wrong with a new password and what to do, as one sentence; null when it will do.
 * @param names what else is tried first for this very person: what they and their account are called
 */
export function newPasswordProblem(
  password: string,
  email: string,
  names: readonly string[] = [],
): string | null {
  const problem = passwordProblem(password, email);
  if (problem !== null) return problem;
  list ??= new Set(readFileSync(LIST_FILE, 'utf8').split('\n').filter(Boolean));
  const [common, near] = [list, new Set([...OWN_WORDS, ...wordsOf(email), ...names.flatMap(wordsOfName)])];
  const lower = normalisePassword(password).toLowerCase();
  return guessedFirst(lower).some((text) => common.has(text) || near.has(text)) || isMadeOf(lower, near)
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

function wordsOfName(name: string): string[] {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z]+/);
  return [...words, words.join('')];
}

/** Whether little is left of a password once every word of a few is taken out of it, wherever and however often they stand. */
function isMadeOf(password: string, words: ReadonlySet<string>): boolean {
  const longestFirst = [...words].filter((word) => word.length >= 4).sort((a, b) => b.length - a.length);
  return [password, unsigned(password)].some((text) => {
    const rest = longestFirst.reduce((left, word) => left.replaceAll(word, ''), text);
    return rest.length < text.length && rest.length <= MOST_AROUND;
  });
}

/** Letters that people put signs for, and guessing programs put back. */
const SIGNS: Readonly<Record<string, string>> = {
  ...{ '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' },
};

/** As many as people put around a word to make it long enough; what has more around it is guessed by its length. */
const MOST_AROUND = 8;

/** What a guessing program tries first that comes to this password: itself, and the word under what was put around it. */
function guessedFirst(password: string): string[] {
  // Said again after a blank or a sign it is no other word.
  const joined = password.replace(/[^a-z0-9]+/g, '');
  const again = password.length - joined.length <= MOST_AROUND ? [onceOf(joined)] : [];
  const forms = [password, onceOf(password), ...again].flatMap((text) => [
    text,
    text.replace(/^[^a-z]+|[^a-z]+$/g, ''),
  ]);
  const shortest = Math.min(onceLength(password), ...again.map(({ length }) => length));
  const worded = forms.flatMap((text) => [text, unsigned(text)]);
  return worded.flatMap((text) => {
    const word = onceOf(text);
    return [text, word].filter((one) => one.length >= 4 && shortest - one.length <= MOST_AROUND);
  });
}

function unsigned(text: string): string {
  return text.replace(/[013457@$!]/g, (sign) => SIGNS[sign] ?? sign);
}

/** What is said several times over, once. */
function onceOf(text: string): string {
  return /^(.+?)\1+$/.exec(text)?.[1] ?? text;
}

function onceLength(password: string): number {
  return onceOf(password).length;
}
