import { appendFileSync } from 'node:fs';

/** How much a test of security tried, and what of it went otherwise than it must. */
export interface Tried {
  /** What was combined, as in `168 operations × 15 actors`. */
  readonly what: string;
  readonly tried: number;
  readonly unexpected: number;
}

/** Says how much a test of security tried, for people who read its output and for `npm run test:security`. */
export function sayTried({ what, tried, unexpected }: Tried): void {
  console.log(`security: ${what}: ${tried} tried, ${unexpected} unexpected`);
  const file = process.env.PARAPET_SECURITY_COUNTS;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ what, tried, unexpected })}\n`);
}
