import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepKubeconfig } from '@petstore/engine/api/access';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTerminal } from '../../terminal/terminal.ts';
import { kubeconfig } from './kubeconfig.ts';

let data = '';
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
});
afterEach(() => rm(data, { recursive: true, force: true }));

async function print(isJson: boolean): Promise<string> {
  let printed = '';
  const stdout = { write: (text: string) => (printed += text) };
  const terminal = createTerminal({ stdout, stderr: { write: () => true }, environment: {}, isJson });
  expect(await kubeconfig({ portOffset: 10_300, data }, terminal)).toBe(0);
  return printed;
}

test('prints the file of the last start as it is, without a system that runs', async () => {
  const credentials = { certificate: 'of the start', token: 'a-token' };
  const content = { credentials, port: 16_743, portOffset: 10_300, namespace: 'petstore' };
  const path = await keepKubeconfig(data, content);
  const printed = await print(false);
  expect(printed).toContain('server: https://127.0.0.1:16743\n');
  expect(printed).toContain('namespace: petstore\n');
  expect(JSON.parse(await print(true))).toEqual({ path, kubeconfig: printed });
});

test('says where the file would be and what writes it', async () => {
  await expect(print(false)).rejects.toMatchObject({
    code: 'kubeconfig-missing',
    message: expect.stringContaining('up --port-offset 10300'),
  });
});
