import { defineConfig } from 'vitest/config';
import { kernelForVite } from './scripts/kernel-plugin.mjs';

/** A database, a process or a whole system may take its time on a small or busy machine. */
const realThingsTimeoutMs = 120_000;

/** A pure test takes milliseconds; this is for a machine with other things to do. */
const busyMachineTimeoutMs = 30_000;

const always = ['**/node_modules/**', '**/dist/**', '**/.petstore/**'];

/**
 * Three projects, one after the other: `unit` touches nothing outside of its process; `integration` uses real ports,
 * files, processes and databases; `system` brings up whole systems through their public faces, one at a time.
 */
export default defineConfig({
  plugins: [kernelForVite],
  test: {
    exclude: always,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...always, '**/*.integration.test.ts', 'tests/integration/**'],
          testTimeout: busyMachineTimeoutMs,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['**/*.integration.test.ts'],
          exclude: [...always, 'tests/integration/**'],
          globalSetup: ['tests/setup/start-postgres.ts'],
          setupFiles: ['tests/setup/patient-waiting.ts'],
          expect: { poll: { timeout: 30_000 } },
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: realThingsTimeoutMs,
          hookTimeout: realThingsTimeoutMs,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['tests/integration/**/*.test.ts'],
          setupFiles: ['tests/setup/patient-waiting.ts'],
          expect: { poll: { timeout: 30_000 } },
          pool: 'forks',
          fileParallelism: false,
          testTimeout: realThingsTimeoutMs,
          hookTimeout: realThingsTimeoutMs,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
