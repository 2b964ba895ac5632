import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { serve } from './serve.mjs';

const level = Number(await readFile(process.env.POOL, 'utf8'));

serve({
  '/ready': () => ({ ready: true }),
  '/level': (request) => ({
    level,
    pod: process.env.HOSTNAME,
    seenByTidepool: request.headers['x-forwarded-client-cert'] ?? null,
  }),
  '/drain': async () => {
    console.log('draining');
    await setTimeout(300);
    return { draining: true };
  },
});
