import { defineConfig } from '@playwright/test';
import { findSystemProgram } from './scripts/system-packages.mjs';

const chromium = findSystemProgram('chromium');
const origin = process.env.PARAPET_TEST_ORIGIN;

export default defineConfig({
  testDir: 'tests/e2e',
  globalSetup: './tests/setup/browser-product.ts',
  outputDir: 'test-results',
  // One product for all of a part, and tests that stop its worker or watch its numbers: one at a time.
  workers: 1,
  forbidOnly: true,
  retries: 0,
  timeout: 120_000,
  // Two parts of them share the processors.
  expect: { timeout: 10_000 },
  use: {
    browserName: 'chromium',
    // Set by the global setup, before the workers that run the tests read this file.
    ...(origin === undefined ? {} : { baseURL: origin }),
    // A trace copies the page at every step: `npx playwright test --trace retain-on-failure` where one is wanted.
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(chromium === null ? {} : { executablePath: chromium }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
