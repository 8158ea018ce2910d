import { defineConfig } from 'vitest/config';

const repository = import.meta.dirname;
const shared = {
  resolve: { alias: { '@': repository } },
  oxc: { jsx: { runtime: 'automatic' as const } },
};
const never = ['**/node_modules/**', '.next/**', '.parapet/**', 'server/data/generated/**'];

export default defineConfig({
  test: {
    // Files wait for PostgreSQL for much of their time, so no processor is kept free of them. Those that share a worker share
    // its modules, too: to load them anew for each file took a seventh of the time. What a file leaves behind is its own.
    maxWorkers: '100%',
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          isolate: false,
          // They run beside the lint.
          testTimeout: 20_000,
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...never, 'tests/**'],
        },
      },
      {
        ...shared,
        test: {
          name: 'integration',
          isolate: false,
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
