import { z } from 'zod';

export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 128;

/** An e-mail address as it is stored and compared: trimmed, in lower case. */
export const emailSchema = z
  .string({ error: 'Write your e-mail address.' })
  .trim()
  .toLowerCase()
  .max(254, 'This e-mail address is longer than addresses can be. Check it.')
  .pipe(z.email('Write an e-mail address, as in name@example.com.'));

/** What a browser says of itself, as much of it as is kept. */
export const userAgentSchema = z
  .string()
  .default('')
  .transform((text) => text.replace(/[^\x20-\x7e]/g, '').slice(0, 400));

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

/** What can be told to be wrong with a new password without a list of common ones; null when nothing. */
export function passwordProblem(password: string, email: string): string | null {
  const normal = normalisePassword(password);
  const length = Array.from(normal).length;
  if (length < PASSWORD_MIN) return `Choose a password of at least ${PASSWORD_MIN} characters.`;
  if (length > PASSWORD_MAX) return `Choose a password of at most ${PASSWORD_MAX} characters.`;
  const lower = normal.toLowerCase();
  const [mailbox = ''] = email.toLowerCase().split('@');
  if (lower === email.toLowerCase() || (mailbox.length >= 4 && lower.replaceAll(mailbox, '').length < 4))
    return 'Choose a password that is not your e-mail address.';
  if (new Set(lower).size < 5) return 'This password repeats a few characters. Choose another.';
  return null;
}
