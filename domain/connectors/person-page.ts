import type { PersonPage } from './connector-manifest';

/** What keys are made of: nothing in them can lead to another address. */
const PLAIN_KEY = /^[A-Za-z0-9_-]{1,128}$/;

/** The address of a person in a vendor's panel; null where host or key are not as the vendor makes them. */
export function personPageOf(
  { host: pattern, address }: PersonPage,
  host: string,
  key: string,
): string | null {
  const groups = new RegExp(pattern).exec(host);
  if (groups === null || !PLAIN_KEY.test(key)) return null;
  return address
    .replace(/\$(\d)/g, (_whole, number: string) => groups[Number(number)] ?? '')
    .replace('{key}', key);
}
