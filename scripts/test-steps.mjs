/** The steps of `npm test`, in order. Each answers with how many of its tests passed and failed. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY } from './repository.mjs';
import { runNode } from './run-program.mjs';

/**
 * @typedef {{ passed: number, failed: number, note?: string }} Outcome
 * @typedef {{ group: string, name: string, needs?: ('chromium' | 'redis')[], beside?: true, run: () => Promise<Outcome> }} Step
 *   beside: runs beside the last step before it that has no such mark, after those that have it
 */

const CODE = [
  'app',
  'components',
  'lib',
  'domain',
  'server',
  'workers',
  'simulator',
  'scripts',
  'tests',
  'proxy.ts',
  'instrumentation.ts',
  'instrumentation-client.ts',
];

const OXLINT = 'node_modules/oxlint/bin/oxlint';

/** A program that passes or not: one test. */
async function asOneTest(runs) {
  for (const [script, args] of runs) {
    if ((await runNode(script, args)) !== 0) return { passed: 0, failed: 1 };
  }
  return { passed: 1, failed: 0 };
}

/** Runs a test program that writes a report, and reads it. */
async function withReport(run, read) {
  const folder = mkdtempSync(join(tmpdir(), 'parapet-report-'));
  const report = join(folder, 'report.json');
  try {
    const code = await run(report);
    if (!existsSync(report)) return { passed: 0, failed: 1, note: 'ended without a report' };
    const { passed, failed, skipped } = read(JSON.parse(readFileSync(report, 'utf8')));
    if (skipped > 0)
      return { passed, failed: failed + skipped, note: `${skipped} skipped, which counts as failed` };
    if (passed + failed === 0) return { passed, failed: 1, note: 'no test was found' };
    return code !== 0 && failed === 0
      ? { passed, failed: 1, note: 'ended with an error' }
      : { passed, failed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readVitest(report) {
  const fileFailures = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + fileFailures,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
}

function vitest(project) {
  return () =>
    withReport(
      (report) =>
        runNode('node_modules/vitest/vitest.mjs', [
          'run',
          `--project=${project}`,
          '--reporter=default',
          '--reporter=json',
          `--outputFile.json=${report}`,
        ]),
      readVitest,
    );
}

/**
 * Browser tests in two parts at the same time, each with a product of its own: much of their time they wait for what happens
 * in life, and tests of one product disturb each other.
 */
async function browserTests() {
  const parts = await Promise.all([browserPart('1/2'), browserPart('2/2')]);
  const notes = parts.flatMap(({ note }) => note ?? []);
  return {
    passed: parts.reduce((sum, { passed }) => sum + passed, 0),
    failed: parts.reduce((sum, { failed }) => sum + failed, 0),
    ...(notes.length > 0 ? { note: notes.join('; ') } : {}),
  };
}

function browserPart(shard) {
  const results = `test-results/${shard.replace('/', '-of-')}`;
  return withReport(
    (report) =>
      runNode(
        'node_modules/@playwright/test/cli.js',
        ['test', `--shard=${shard}`, `--output=${results}`, '--reporter=list,json'],
        { env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report } },
      ),
    ({ stats, errors }) => ({
      passed: stats.expected,
      // A test that passed only on its second try did not pass.
      failed: stats.unexpected + stats.flaky + (errors?.length ?? 0),
      skipped: stats.skipped,
    }),
  );
}

/** @returns {Step[]} */
export function testSteps() {
  const code = CODE.filter((path) => existsSync(join(REPOSITORY, path)));
  const next = 'node_modules/next/dist/bin/next';
  const check = (name, runs, more = {}) => ({ group: 'check', name, ...more, run: () => asOneTest(runs) });
  const beside = { beside: true };
  return [
    check('page types', [[next, ['typegen']]]),
    check('format', [['node_modules/prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']]]),
    // Types are checked where they are linted; those that the framework makes of the pages have no rules of style to keep.
    check(
      'lint and types',
      [
        [OXLINT, []],
        [OXLINT, ['-A', 'all', '--no-ignore', '.next/types/validator.ts']],
      ],
      beside,
    ),
    check(
      'imports',
      [
        [
          'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
          ['--config', '.dependency-cruiser.cjs', ...code],
        ],
      ],
      beside,
    ),
    check('dead code', [['node_modules/knip/bin/knip.js', ['--max-issues=0']]], beside),
    check('advisories', [['node_modules/tsx/dist/cli.mjs', ['scripts/advisories.ts', 'check']]], beside),
    { group: 'unit', name: 'unit', run: vitest('unit') },
    { group: 'architecture', name: 'architecture', ...beside, run: vitest('architecture') },
    { group: 'integration', name: 'integration', needs: ['redis'], run: vitest('integration') },
    { group: 'build', name: 'build', run: () => asOneTest([[next, ['build']]]) },
    { group: 'browser', name: 'browser', needs: ['chromium'], run: browserTests },
  ];
}
