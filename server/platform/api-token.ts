import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const PREFIX = 'parapet_';
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** So many digits hold 256 bits, and 32 bits. */
const SECRET_DIGITS = 43;
const CHECK_DIGITS = 6;

/** An API token as people hand it to a program. A secret scanner finds it by this form and its check digits. */
export const API_TOKEN = new RegExp(`^${PREFIX}[0-9A-Za-z]{${SECRET_DIGITS + CHECK_DIGITS}}$`);

/** A new token: 256 random bits, and check digits over them. */
export function newApiToken(): string {
  const body = PREFIX + digits(BigInt(`0x${randomBytes(32).toString('hex')}`), SECRET_DIGITS);
  return body + checkDigits(body);
}

/** Whether a text can be a token at all: one that was cut off or mistyped is told apart without asking the database. */
export function isWellFormedToken(text: string): boolean {
  if (!API_TOKEN.test(text)) return false;
  const body = text.slice(0, -CHECK_DIGITS);
  return checkDigits(body) === text.slice(-CHECK_DIGITS);
}

/** What is kept of a token. It is as random as a key, so that a plain hash of it cannot be guessed back. */
export function apiTokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The characters by which people tell their tokens apart. */
export function endingOf(token: string): string {
  return token.slice(-4);
}

function checkDigits(body: string): string {
  return digits(BigInt(crc32(body)), CHECK_DIGITS);
}

function digits(value: bigint, length: number): string {
  const base = BigInt(DIGITS.length);
  let text = '';
  for (let rest = value; text.length < length; rest /= base) text = DIGITS.charAt(Number(rest % base)) + text;
  return text;
}
