import { z } from 'zod';

export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 128;

/** Passwords of twelve characters and more that every guessing list begins with, in lower case. */
const COMMON_PASSWORDS: ReadonlySet<string> = new Set([
  '1q2w3e4r5t6y',
  '1qaz2wsx3edc',
  '1qaz2wsx3edc4rfv',
  '123123123123',
  '1234567890ab',
  '123456789012',
  '1234567890123',
  '12345678901234',
  '123456789abc',
  '123456789qwe',
  '123qweasdzxc',
  '987654321098',
  'abc123abc123',
  'abcd1234abcd',
  'abcdefghijkl',
  'abcdefghijklm',
  'adminadminadmin',
  'administrator',
  'administrator1',
  'changemechangeme',
  'changemenow1',
  'correcthorsebatterystaple',
  'iloveyouiloveyou',
  'letmeinletmein',
  'parapetparapet',
  'passw0rd1234',
  'password1234',
  'password12345',
  'password123456',
  'password1234!',
  'passwordpassword',
  'p@ssw0rd1234',
  'p@ssword1234',
  'qazwsxedcrfv',
  'qwerty123456',
  'qwerty1234567',
  'qwertyqwerty',
  'qwertyuiop12',
  'qwertyuiop123',
  'qwertyuiopasdf',
  'qwertyuiopasdfghjkl',
  'welcome12345',
  'welcomewelcome',
  'zaq12wsxcde3',
]);

/** An e-mail address as it is stored and compared: trimmed, in lower case. */
export const emailSchema = z
  .string({ error: 'Write your e-mail address.' })
  .trim()
  .toLowerCase()
  .max(254, 'This e-mail address is longer than addresses can be. Check it.')
  .pipe(z.email('Write an e-mail address, as in name@example.com.'));

/** The name of a member or an account. */
export function nameSchema(what: string) {
  return z
    .string({ error: `Write ${what}.` })
    .trim()
    .min(1, `Write ${what}.`)
    .max(100, `Shorten ${what} to 100 characters.`)
    .regex(/^[^\p{Cc}]*$/u, `Write ${what} without line breaks or other control characters.`);
}

/** A password as it is hashed: the same text typed on another keyboard must give the same bytes. */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}

/** What is wrong with a new password and what to do, as one sentence; null when it will do. */
export function passwordProblem(password: string, email: string): string | null {
  const normal = normalisePassword(password);
  const length = Array.from(normal).length;
  if (length < PASSWORD_MIN) return `Choose a password of at least ${PASSWORD_MIN} characters.`;
  if (length > PASSWORD_MAX) return `Choose a password of at most ${PASSWORD_MAX} characters.`;
  const lower = normal.toLowerCase();
  const [mailbox = ''] = email.toLowerCase().split('@');
  if (lower === email.toLowerCase() || (mailbox.length >= 4 && lower.replaceAll(mailbox, '').length < 4))
    return 'Choose a password that is not your e-mail address.';
  if (COMMON_PASSWORDS.has(lower)) return 'This password is on every guessing list. Choose another.';
  if (new Set(lower).size < 5) return 'This password repeats a few characters. Choose another.';
  return null;
}
