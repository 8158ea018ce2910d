import { appendFileSync } from 'node:fs';

/** Says how much a test of security tried, for people who read its output and for `npm run test:security`. */
export function sayTried(line: string): void {
  console.log(`security: ${line}`);
  const file = process.env.PARAPET_SECURITY_COUNTS;
  if (file !== undefined) appendFileSync(file, `${line}\n`);
}
