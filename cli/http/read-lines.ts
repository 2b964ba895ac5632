import { createInterface } from 'node:readline';
import { request } from 'undici';

/** Hands on each line of a response that goes on until the other side ends it. */
export async function readLines(url: string, onLine: (line: string) => void): Promise<number> {
  const response = await request(url, { bodyTimeout: 0, headersTimeout: 5_000 });
  try {
    for await (const line of createInterface({ input: response.body })) onLine(line);
  } catch (error) {
    // An engine that ends does not say goodbye.
    if ((error as NodeJS.ErrnoException).code !== 'UND_ERR_SOCKET') throw error;
  }
  return response.statusCode;
}
