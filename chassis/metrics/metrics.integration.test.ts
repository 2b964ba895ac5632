import { expect, it, vi } from 'vitest';
import { createMetrics } from './metrics.ts';

it('samples the event loop delay twenty times a second, so that an idle process stays idle', async () => {
  const metrics = createMetrics();
  await vi.waitFor(
    async () => {
      const { body } = await metrics.expose();
      const leastSeconds = Number(/^nodejs_eventloop_lag_min_seconds (\S+)$/m.exec(body)?.[1]);
      expect(leastSeconds).toBeGreaterThan(0.045);
      // An impossibly large value means that there is no sample yet.
      expect(leastSeconds).toBeLessThan(60);
    },
    { timeout: 10_000, interval: 250 },
  );
});
