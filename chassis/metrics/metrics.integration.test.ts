import { expect, it, vi } from 'vitest';
import { createMetrics } from './metrics.ts';

it('samples the lag of the event loop twenty times a second, so that a process at rest is left at rest', async () => {
  const metrics = createMetrics();
  await vi.waitFor(
    async () => {
      const { body } = await metrics.expose();
      const leastSeconds = Number(/^nodejs_eventloop_lag_min_seconds (\S+)$/m.exec(body)?.[1]);
      expect(leastSeconds).toBeGreaterThan(0.045);
      // Far beyond any lag stands for no sample yet.
      expect(leastSeconds).toBeLessThan(60);
    },
    { timeout: 10_000, interval: 250 },
  );
});
