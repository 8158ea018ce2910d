/**
 * `npm run advisories -- check` says which advisories on packages of package-lock.json are open and until when, offline,
 * from docs/advisories.json; ends with 1 where one is older than SECURITY.md allows. `-- renew` asks the registry
 * (`npm audit`) and writes that file.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Ledger,
  ledgerSchema,
  lockSchema,
  openAdvisories,
  renewed,
  reportSchema,
} from './advisory-ledger';

const root = join(import.meta.dirname, '..');
const LEDGER = join(root, 'docs/advisories.json');
const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

const lock = lockSchema.parse(read(join(root, 'package-lock.json')));

function check(ledger: Ledger): void {
  const open = openAdvisories(ledger, lock, Date.now());
  for (const { id, package: name, title, severity, dueAt, isLate } of open)
    console.log(
      `${id}: ${name}, ${severity}: ${title}. ${isLate ? 'Was to be mended by' : 'To be mended by'} ${new Date(dueAt).toISOString().slice(0, 10)}.`,
    );
  const late = open.filter(({ isLate }) => isLate).length;
  const known =
    ledger.readAt === null
      ? 'The registry was never asked: run `npm run advisories -- renew` where it can be reached.'
      : `As the registry said on ${ledger.readAt.slice(0, 10)}.`;
  console.log(`${open.length} open, ${late} late. ${known}`);
  if (late > 0) process.exitCode = 1;
}

function renew(ledger: Ledger): Ledger {
  // npm ends with 1 where it found something: what it prints says more.
  const { stdout } = spawnSync('npm', ['audit', '--json'], { cwd: root, encoding: 'utf8' });
  const report = reportSchema.safeParse(parsed(stdout));
  if (!report.success)
    throw new Error(
      'The registry told no advisories. Run this where `npm audit` reaches it, and look at what that says.',
    );
  return renewed(ledger, report.data, lock, Date.now());
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const ledger = ledgerSchema.parse(read(LEDGER));
const [wish] = process.argv.slice(2);
try {
  if (wish === 'check') check(ledger);
  else if (wish === 'renew') {
    const fresh = renew(ledger);
    writeFileSync(LEDGER, `${JSON.stringify(fresh, null, 2)}\n`);
    check(fresh);
  } else throw new Error('Say what to do: npm run advisories -- check, or renew.');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
