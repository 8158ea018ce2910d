import { defineConfig } from 'vitest/config';

const repository = import.meta.dirname;
const shared = {
  resolve: { alias: { '@': repository } },
  oxc: { jsx: { runtime: 'automatic' as const } },
};
const never = ['**/node_modules/**', '.next/**', '.parapet/**', 'server/data/generated/**'];

export default defineConfig({
  test: {
    // Files wait for PostgreSQL for much of their time, so no processor is kept free of them.
    maxWorkers: '100%',
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...never, 'tests/**'],
        },
      },
      {
        ...shared,
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          globalSetup: ['tests/setup/services.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'architecture',
          include: ['tests/architecture/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
    ],
  },
});
