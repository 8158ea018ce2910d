/**
 * `npm run test:security`: every test of what guards Parapet, by what it guards, and how much each tried. They are part
 * of `npm test` as well; this runs them alone, and makes what they need first: packages, programs, the built pages.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ensureGenerated, ensurePackages } from './installed-packages.mjs';
import { LaunchError } from './launch-error.mjs';
import { REPOSITORY } from './repository.mjs';
import { runNode } from './run-program.mjs';
import { GUARDED } from './security-tests.mjs';
import { ensureSystemPrograms } from './system-packages.mjs';

const isBrowser = (file) => file.endsWith('.spec.ts');

/** Every test of a part of Playwright's report, and of the parts within it. */
const specsOf = ({ specs = [], suites = [] }) => [...specs, ...suites.flatMap(specsOf)];

/** Runs tests of one kind; how many passed and failed, by file. */
async function run(folder, files) {
  const report = join(folder, 'report.json');
  const byFile = new Map(files.map((file) => [file, { passed: 0, failed: 0 }]));
  const count = (file, passed) => {
    const counts = byFile.get(file) ?? { passed: 0, failed: 0 };
    byFile.set(file, { passed: counts.passed + (passed ? 1 : 0), failed: counts.failed + (passed ? 0 : 1) });
  };
  const env = { PARAPET_SECURITY_COUNTS: join(folder, 'counts.jsonl') };
  if (files.some(isBrowser)) {
    await runNode('node_modules/@playwright/test/cli.js', ['test', ...files, '--reporter=list,json'], {
      env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    });
    const { suites = [] } = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
    for (const { file, ok } of suites.flatMap(specsOf)) count(`tests/e2e/${file}`, ok);
  } else {
    const projects = ['unit', 'integration', 'architecture'].map((name) => `--project=${name}`);
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    await runNode('node_modules/vitest/vitest.mjs', ['run', ...projects, ...reporters, ...files], { env });
    const { testResults = [] } = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
    for (const { name, assertionResults } of testResults)
      for (const { status } of assertionResults) count(relative(REPOSITORY, name), status === 'passed');
  }
  rmSync(report, { force: true });
  return byFile;
}

/** A file of which no test ran did not pass. */
const sum = (counts) =>
  counts.reduce(
    (all, { passed, failed } = { passed: 0, failed: 0 }) => ({
      passed: all.passed + passed,
      failed: all.failed + (passed + failed === 0 ? 1 : failed),
    }),
    { passed: 0, failed: 0 },
  );

/** What was tried, a line each and all together. */
function sayCounts(file) {
  const counts = existsSync(file)
    ? readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];
  console.log('');
  for (const { what, tried, unexpected } of counts)
    console.log(`${what}: ${tried.toLocaleString('en')} tried, ${unexpected} unexpected`);
  const all = (key) => counts.reduce((total, one) => total + one[key], 0);
  console.log(`In all ${all('tried').toLocaleString('en')} tried, ${all('unexpected')} unexpected`);
}

async function main() {
  await ensurePackages(console.log);
  await ensureGenerated(console.log);
  const missing = await ensureSystemPrograms(['redis', 'chromium'], console.log);
  for (const reason of missing.values()) throw new LaunchError(reason);
  const folder = mkdtempSync(join(tmpdir(), 'parapet-security-'));
  try {
    const files = GUARDED.flatMap(([, named]) => named);
    const results = new Map([
      ...(await run(
        folder,
        files.filter((file) => !isBrowser(file)),
      )),
      ...(await run(folder, files.filter(isBrowser))),
    ]);
    console.log(`\n${''.padEnd(34)}${'passed'.padStart(8)}${'failed'.padStart(8)}`);
    for (const [what, named] of GUARDED) {
      const { passed, failed } = sum(named.map((file) => results.get(file)));
      console.log(`${what.padEnd(34)}${String(passed).padStart(8)}${String(failed).padStart(8)}`);
    }
    sayCounts(join(folder, 'counts.jsonl'));
    return sum([...results.values()]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

let total = { passed: 0, failed: 1 };
try {
  total = await main();
} catch (error) {
  console.error(error instanceof LaunchError ? error.message : error);
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
