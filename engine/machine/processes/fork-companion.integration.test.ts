import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ForkedCompanion, forkCompanion } from './fork-companion.ts';

let folder: string;
let companion: ForkedCompanion | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'petstore-companion-'));
});

afterEach(() => {
  companion?.child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

describe('a companion', () => {
  it('has its name, and an allocator that gives back what is free', async () => {
    const entry = join(folder, 'companion.mjs');
    writeFileSync(entry, "console.log(JSON.stringify(process.env));\nprocess.send('started');\n");
    const warn = vi.fn();
    companion = await forkCompanion({
      entry,
      hostname: 'mesh-proxy',
      name: 'mesh',
      logger: { warn, error: warn },
      notStarted: (why) => new Error(why),
    });
    await vi.waitFor(() => expect(warn).toHaveBeenCalled());
    const [, line] = warn.mock.calls[0] ?? [];
    expect(JSON.parse(line)).toMatchObject({
      HOSTNAME: 'mesh-proxy',
      MALLOC_ARENA_MAX: '2',
      MALLOC_TRIM_THRESHOLD_: '131072',
    });
  });
});
