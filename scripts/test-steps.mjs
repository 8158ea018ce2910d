/** The steps of `npm test`, in order. Each answers with how many of its tests passed and failed. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { REPOSITORY } from './repository.mjs';
import { runNode } from './run-program.mjs';

/**
 * @typedef {{ passed: number, failed: number, note?: string, faults?: string[] }} Outcome
 *   faults: each test that failed, with what it says of why
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

/** How much of what a failed test says is told again at the end. */
const FAULT_LINES = 12;

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
    const { passed, failed, skipped, faults } = read(JSON.parse(readFileSync(report, 'utf8')));
    if (skipped > 0)
      return { passed, failed: failed + skipped, faults, note: `${skipped} skipped, which counts as failed` };
    if (passed + failed === 0) return { passed, failed: 1, note: 'no test was found' };
    return code !== 0 && failed === 0
      ? { passed, failed: 1, note: 'ended with an error' }
      : { passed, failed, faults };
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
    faults: report.testResults.flatMap(({ name, status, message, assertionResults }) => {
      const file = relative(REPOSITORY, name);
      const failed = assertionResults.filter((test) => test.status === 'failed');
      return failed.length > 0
        ? failed.map(({ fullName, failureMessages }) =>
            faultOf(`${file} › ${fullName}`, failureMessages.join('\n')),
          )
        : status === 'failed'
          ? [faultOf(file, message)]
          : [];
    }),
  };
}

function readPlaywright({ suites, stats, errors = [] }) {
  const specsOf = ({ specs = [], suites: within = [] }) => [...specs, ...within.flatMap(specsOf)];
  return {
    passed: stats.expected,
    // A test that passed only on its second try did not pass.
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
    faults: [
      ...suites
        .flatMap(specsOf)
        .flatMap(({ file, title, tests }) =>
          tests
            .filter(({ status }) => status === 'unexpected' || status === 'flaky')
            .map(({ results }) =>
              faultOf(
                `${file} › ${title}`,
                results.flatMap((result) => result.errors.map(({ message }) => message)).join('\n'),
              ),
            ),
        ),
      ...errors.map(({ message }) => faultOf('browser', message)),
    ],
  };
}

/** A test that failed and the beginning of why, to be told again below the table: what it printed itself may be far above. */
function faultOf(name, why = '') {
  const lines = stripVTControlCharacters(why).split('\n').slice(0, FAULT_LINES);
  return [name, ...lines.map((line) => `    ${line}`)].join('\n');
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
    faults: parts.flatMap(({ faults }) => faults ?? []),
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
        // The first part has the pages, whose few tests take as long as many others.
        { env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report, PWTEST_SHARD_WEIGHTS: '40:60' } },
      ),
    readPlaywright,
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
