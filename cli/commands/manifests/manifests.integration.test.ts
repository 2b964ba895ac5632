import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTerminal } from '../../terminal/terminal.ts';
import { manifests } from './manifests.ts';

const production = fileURLToPath(new URL('../../../operational-scaling', import.meta.url));

function openTerminal(isJson = false) {
  const out: string[] = [];
  const stream = { write: (text: string) => out.push(text) };
  const silent = { write: () => true };
  return { out, terminal: createTerminal({ stdout: stream, stderr: silent, environment: {}, isJson }) };
}

/** A folder with a copy of one shipped file in which one text is replaced. */
async function folderWith(name: string, found: string, replacement: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'petstore-manifests-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const text = await readFile(join(production, name), 'utf8');
  expect(text).toContain(found);
  await writeFile(
    join(folder, name),
    text.replace(found, replacement).replaceAll('namespace: petstore', 'namespace: default'),
  );
  return folder;
}

describe('petstore manifests check', () => {
  it('refuses a folder without -f, which would check the default folder instead', async () => {
    const { terminal } = openTerminal();
    await expect(manifests('check', '/somewhere', { terminal })).rejects.toThrow(/check -f \/somewhere/);
  });

  it('accepts the shipped manifests and their queries', async () => {
    const { out, terminal } = openTerminal();
    expect(await manifests('check', undefined, { terminal })).toBe(0);
    expect(out.join('')).toMatch(/\d+ objects of \d+ kinds in .*: sound/);
  });

  it.each([
    [
      'a metric that nobody emits',
      'max(outbox_pending_events{',
      'max(outbox_waiting_events{',
      /outbox_waiting_events is emitted by no process/,
    ],
    [
      'a label that the metric does not have',
      'http_response_status_code=~"5.."',
      'status=~"5.."',
      /http_server_request_duration_seconds_count has no label status/,
    ],
  ])('refuses a query for %s', async (_, found, replacement, message) => {
    const file = await folderWith('prometheus-adapter.yaml', found, replacement);
    await expect(
      manifests('check', undefined, { file, terminal: openTerminal().terminal }),
    ).rejects.toMatchObject({
      code: 'manifest-queries-wrong',
      message: expect.stringMatching(message),
    });
  });
});

describe('petstore manifests support', () => {
  it('prints one kind', async () => {
    const { out, terminal } = openTerminal();
    expect(await manifests('support', 'PodDisruptionBudget', { terminal })).toBe(0);
    expect(out.join('')).toMatch(/spec\.maxUnavailable +checked +disruption budgets/);
    expect(out.join('')).not.toContain('spec.template');
  });

  it('refuses an unknown kind', async () => {
    await expect(
      manifests('support', 'CronJob', { terminal: openTerminal().terminal }),
    ).rejects.toMatchObject({ code: 'manifest-kind-unknown' });
  });
});
