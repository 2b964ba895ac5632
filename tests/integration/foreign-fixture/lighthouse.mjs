import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { serve } from './serve.mjs';

const { values } = parseArgs({ options: { oil: { type: 'string' } } });

serve({
  '/ready': () => ({ ready: true }),
  '/beam': async (request) => {
    const correlationId = request.headers['x-correlation-id'] ?? '';
    const tide = await fetch(new URL('level', process.env.TIDE_URL), {
      headers: { 'x-correlation-id': correlationId, 'x-forwarded-client-cert': 'URI=spiffe://forged' },
    });
    return {
      sign: process.env.SIGN,
      oil: (await readFile(values.oil, 'utf8')).length,
      seenByLighthouse: request.headers['x-forwarded-client-cert'] ?? null,
      tideStatus: tide.status,
      tide: await tide.json(),
    };
  },
  '/environment': () => ({ names: Object.keys(process.env) }),
});
