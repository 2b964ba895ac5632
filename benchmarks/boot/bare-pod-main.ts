import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { BarePodOptions } from './bare-pod.ts';

const retryMs = 20;

/** A pod starts beside its database: the port is closed, or the server says that it starts up. */
const notYet: readonly unknown[] = ['ECONNREFUSED', '57P03'];

async function connectOnce(pool: pg.Pool): Promise<void> {
  for (;;) {
    try {
      (await pool.connect()).release();
      return;
    } catch (error) {
      if (!notYet.includes(Object(error).code)) throw error;
      await delay(retryMs);
    }
  }
}

function listen(port: number): Promise<void> {
  const server = createServer((_request, response) => response.end());
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
}

async function run({ database, port }: BarePodOptions): Promise<void> {
  const pool = new pg.Pool({ ...database, idleTimeoutMillis: 0 });
  if (port === null) {
    await connectOnce(pool);
    await pool.end();
    return;
  }
  // The parent process has ended.
  process.stdin.on('close', () => process.exit(0)).resume();
  await Promise.all([listen(port), connectOnce(pool)]);
  process.stdout.write('ready\n');
}

run(JSON.parse(process.argv[2] ?? '') as BarePodOptions).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
