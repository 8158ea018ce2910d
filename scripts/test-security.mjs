/**
 * `npm run test:security`: every test of what guards Parapet, by what it guards, and how much each tried. They are part
 * of `npm test` as well; this runs them alone. Browser tests take part where the pages are built.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ensureGenerated, ensurePackages } from './installed-packages.mjs';
import { LaunchError } from './launch-error.mjs';
import { REPOSITORY } from './repository.mjs';
import { runNode } from './run-program.mjs';
import { ensureSystemPrograms } from './system-packages.mjs';

/** What is guarded, and by which tests. One that is not there has failed. */
const GUARDED = [
  [
    'who may do what',
    [
      'domain/permissions.test.ts',
      'server/services/registry.test.ts',
      'tests/integration/permission-matrix.test.ts',
      'tests/integration/members.test.ts',
      'tests/integration/api-tokens.test.ts',
      'server/platform/api-token.test.ts',
      'tests/integration/disposition-access.test.ts',
      'tests/integration/second-member.test.ts',
      'tests/e2e/routes.spec.ts',
    ],
  ],
  [
    'accounts apart',
    [
      'tests/integration/cross-account.test.ts',
      'tests/integration/row-level-security.test.ts',
      'tests/integration/customers.test.ts',
    ],
  ],
  [
    'sign-in and sessions',
    [
      'server/platform/password.test.ts',
      'domain/sign-in.test.ts',
      'domain/session-lifetime.test.ts',
      'server/platform/new-password.test.ts',
      'tests/integration/sign-in.test.ts',
      'tests/integration/second-factor.test.ts',
      'tests/integration/passkeys.test.ts',
      'tests/integration/single-sign-on.test.ts',
      'tests/integration/reset-by-mail.test.ts',
      'tests/integration/sessions.test.ts',
      'tests/integration/choose-password.test.ts',
      'tests/integration/access-felt.test.ts',
    ],
  ],
  [
    'what is typed and sent',
    [
      'tests/integration/hostile-input.test.ts',
      'tests/integration/http.test.ts',
      'tests/integration/api-reference.test.ts',
    ],
  ],
  [
    'secrets',
    [
      'server/platform/secrets-vault.test.ts',
      'server/services/connector-fields.test.ts',
      'tests/integration/connect-integration.test.ts',
      'tests/integration/replace-keys.test.ts',
      'tests/integration/feed-quality.test.ts',
      'tests/e2e/canaries.spec.ts',
    ],
  ],
  [
    'requests to where a host leads',
    [
      'server/platform/hostile-hosts.test.ts',
      'server/platform/public-address.test.ts',
      'server/platform/http-client.test.ts',
      'tests/integration/outbound-proxy.test.ts',
    ],
  ],
  [
    'browser and headers',
    [
      'server/platform/http-observer.test.ts',
      'server/platform/client-address.test.ts',
      'server/http/local-path.test.ts',
      'tests/e2e/every-page.spec.ts',
      'tests/e2e/hostile-strings.spec.ts',
      'domain/legible-text.test.ts',
      'server/services/legible-answer.test.ts',
      'tests/e2e/security.spec.ts',
    ],
  ],
  ['what is sent in', ['tests/integration/webhook-refusals.test.ts']],
  ['audit log', ['tests/integration/audit.test.ts']],
];

const isBrowser = (file) => file.endsWith('.spec.ts');

/** Runs tests of one kind; how many passed and failed, by file. */
async function run(folder, files) {
  const report = join(folder, 'report.json');
  const byFile = new Map(files.map((file) => [file, { passed: 0, failed: 0 }]));
  const count = (file, passed) => {
    const counts = byFile.get(file) ?? { passed: 0, failed: 0 };
    byFile.set(file, { passed: counts.passed + (passed ? 1 : 0), failed: counts.failed + (passed ? 0 : 1) });
  };
  const env = { PARAPET_SECURITY_COUNTS: join(folder, 'counts.txt') };
  if (files.some(isBrowser)) {
    await runNode('node_modules/@playwright/test/cli.js', ['test', ...files, '--reporter=list,json'], {
      env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    });
    const { suites = [] } = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
    for (const { file, specs } of suites) for (const { ok } of specs) count(`tests/e2e/${file}`, ok);
  } else {
    const projects = ['unit', 'integration'].map((name) => `--project=${name}`);
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
    (all, { passed, failed }) => ({
      passed: all.passed + passed,
      failed: all.failed + (passed + failed === 0 ? 1 : failed),
    }),
    { passed: 0, failed: 0 },
  );

async function main() {
  await ensurePackages(console.log);
  await ensureGenerated(console.log);
  const missing = await ensureSystemPrograms(['redis', 'chromium'], console.log);
  if (missing.has('redis')) throw new LaunchError(missing.get('redis'));
  const built =
    existsSync(join(REPOSITORY, '.next/app-path-routes-manifest.json')) && !missing.has('chromium');
  const folder = mkdtempSync(join(tmpdir(), 'parapet-security-'));
  try {
    const there = GUARDED.flatMap(([, files]) => files);
    const inBrowser = there.filter(isBrowser);
    const results = new Map([
      ...(await run(
        folder,
        there.filter((file) => !isBrowser(file)),
      )),
      ...(built ? await run(folder, inBrowser) : []),
    ]);
    console.log(`\n${''.padEnd(34)}${'passed'.padStart(8)}${'failed'.padStart(8)}`);
    for (const [what, files] of GUARDED) {
      const { passed, failed } = sum(files.flatMap((file) => results.get(file) ?? []));
      console.log(`${what.padEnd(34)}${String(passed).padStart(8)}${String(failed).padStart(8)}`);
    }
    const counts = join(folder, 'counts.txt');
    if (existsSync(counts)) console.log(`\n${readFileSync(counts, 'utf8').trim()}`);
    if (!built) console.log(`\nNot run, because the pages are not built: ${inBrowser.join(', ')}.`);
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
