import { defineConfig } from 'vitest/config';

const database = { globalSetup: ['tests/support/database-setup.ts'] };
// real databases, processes and browsers take their time on a small, busy machine
const patient = { testTimeout: 60_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    reporters: ['default'],
    projects: [
      // pure: no database, no network
      { test: { name: 'unit', include: ['packages/**/*.test.ts'], testTimeout: 30_000 } },
      {
        test: {
          name: 'database',
          include: ['{src,scripts,benchmarks}/**/*.test.{ts,tsx}'],
          ...database,
          ...patient,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['tests/**/*.test.ts'],
          ...database,
          ...patient,
          testTimeout: 120_000,
          // one browser at a time: two compete for the same cores and time out
          fileParallelism: false,
        },
      },
    ],
  },
});
