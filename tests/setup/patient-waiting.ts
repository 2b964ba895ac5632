import { vi } from 'vitest';

/**
 * Raises vitest's default timeout of one second for conditions on real processes, ports and databases: on a busy
 * machine a second is too short, and a condition that never holds still fails.
 */
const patience = { timeout: 30_000 };
const { waitFor, waitUntil } = vi;

vi.waitFor = (condition, options = patience) => waitFor(condition, options);
vi.waitUntil = (condition, options = patience) => waitUntil(condition, options);
