import { vi } from 'vitest';

/**
 * Conditions on real processes, ports and databases are waited for longer than vitest's one second where a test names no time of its
 * own: on a busy machine a second is short, and a condition that never holds still fails.
 */
const patience = { timeout: 30_000 };
const { waitFor, waitUntil } = vi;

vi.waitFor = (condition, options = patience) => waitFor(condition, options);
vi.waitUntil = (condition, options = patience) => waitUntil(condition, options);
