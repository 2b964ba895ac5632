import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { vi } from 'vitest';
import type { PaymentDependencies, RunningPayments } from './start-payment-services.ts';

/** Both services as separate processes, with their output. */
export interface PaymentProcesses extends RunningPayments {
  /** Output of both processes so far. */
  output(): string;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const banner = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

async function bundle(folder: string): Promise<void> {
  const entry = (name: string) => [name, join(root, 'services', name, 'main.ts')] as const;
  await build({
    entryPoints: Object.fromEntries([entry('payment-service'), entry('payment-provider')]),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: ['pg-native'],
    banner: { js: banner },
    logLevel: 'silent',
  });
}

function start(file: string, env: Record<string, string>) {
  const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  const url = () =>
    vi.waitFor(
      () => {
        const started = /"url":"([^"]+)","message":"service started"/.exec(output)?.[1];
        if (started === undefined) throw new Error(`${file} has not started:\n${output}`);
        return started;
      },
      { timeout: 20_000, interval: 20 },
    );
  return { child, url, output: () => output };
}

async function end(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  return ended;
}

/** Bundles both `main.ts` and runs them with log level debug. */
export async function spawnPaymentProcesses(dependencies: PaymentDependencies): Promise<PaymentProcesses> {
  const folder = await mkdtemp(join(tmpdir(), 'petstore-payments-'));
  await bundle(folder);
  const talkative = { LOG_LEVEL: 'debug' };
  const provider = start(join(folder, 'payment-provider.mjs'), {
    ...dependencies.providerEnvironment,
    ...talkative,
  });
  const providerUrl = await provider.url();
  const environment = { ...dependencies.serviceEnvironment(providerUrl), ...talkative };
  const service = start(join(folder, 'payment-service.mjs'), environment);
  const url = await service.url();
  dependencies.tap.target = `${url}/webhooks/provider`;
  return {
    url,
    providerUrl,
    output: () => provider.output() + service.output(),
    async stop() {
      const codes = [await end(service.child), await end(provider.child)];
      await rm(folder, { recursive: true, force: true });
      if (codes.some((code) => code !== 0)) throw new Error(`a process ended with ${codes.join(' and ')}`);
    },
  };
}
