import { createInterface } from 'node:readline';
import { createConnectionPool } from '@petstore/chassis/connections';

/** Hands on each line of a response that goes on until the other side ends it. */
export async function readLines(url: string, onLine: (line: string) => void): Promise<number> {
  const { origin, pathname, search } = new URL(url);
  const pool = createConnectionPool(origin, { connections: 1, bodyTimeout: 0, headersTimeout: 5_000 });
  try {
    const response = await pool.request({ method: 'GET', path: `${pathname}${search}` });
    await hearLines(response.body, onLine);
    return response.statusCode;
  } finally {
    await pool.destroy();
  }
}

async function hearLines(body: NodeJS.ReadableStream, onLine: (line: string) => void): Promise<void> {
  try {
    for await (const line of createInterface({ input: body })) onLine(line);
  } catch (error) {
    // An engine that ends does not say goodbye.
    if ((error as NodeJS.ErrnoException).code !== 'UND_ERR_SOCKET') throw error;
  }
}
