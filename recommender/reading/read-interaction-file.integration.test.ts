import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readInteractionFile } from './read-interaction-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'interactions-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(content: string | Uint8Array): Promise<string> {
  const path = join(folder, `file-${Math.random()}`);
  await writeFile(path, content);
  return path;
}

describe('a file of interactions', () => {
  it('is read as text, its malformed lines told as an editor finds them', async () => {
    const { log } = await readInteractionFile(await fileOf('user,item\nada,hay\n'));
    expect(log.userNames).toEqual(['ada']);
    const path = await fileOf('user,item,value\nada,hay,1\nada,hay,x\n');
    await expect(readInteractionFile(path)).rejects.toThrow(`${path}:3: "x" is no number`);
  });

  it('may be larger than what is read of it at once', async () => {
    const path = await fileOf(`user,item\n${'some-rather-long-user-name,Müsli\n'.repeat(60_000)}`);
    const { log } = await readInteractionFile(path);
    expect([log.users.length, log.itemNames]).toEqual([60_000, ['Müsli']]);
  });

  it('is refused when it is empty, missing, a folder or no real parquet', async () => {
    await expect(readInteractionFile(await fileOf(''))).rejects.toThrow(/empty/);
    await expect(readInteractionFile(join(folder, 'gone.csv'))).rejects.toThrow(/gone.csv cannot be read/);
    await expect(readInteractionFile(folder)).rejects.toThrow(/no file|cannot be read/);
    await expect(readInteractionFile(await fileOf('PAR1 and nothing else'))).rejects.toMatchObject({
      code: 'input-invalid',
      message: expect.stringContaining('parquet file cannot be read'),
    });
  });
});
