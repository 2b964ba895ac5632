import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKubeconfig } from '@petstore/engine/api/access';
import type { EngineStatus } from '@petstore/engine/api/control';
import { expect, vi } from 'vitest';
import {
  type CommandResult,
  fixedPorts,
  freePortOffset,
  isAlive,
  isPortFree,
  runPetstore,
} from './petstore-command.ts';

const patience = { timeout: 60_000, interval: 50 };

/** A whole system as its own processes, on its own ports and data folder. */
export class RealSystem {
  readonly offset: number;
  readonly #directory: string;

  private constructor(offset: number, directory: string) {
    this.offset = offset;
    this.#directory = directory;
  }

  static async prepare(): Promise<RealSystem> {
    const directory = await mkdtemp(join(tmpdir(), 'real-system-'));
    return new RealSystem(await freePortOffset(), directory);
  }

  get data(): string {
    return join(this.#directory, 'data');
  }

  get gatewayUrl(): string {
    return `http://127.0.0.1:${8_080 + this.offset}`;
  }

  /** A number of replicas that is given stays, however busy the machine is. */
  async up(...args: readonly string[]): Promise<void> {
    const fixed = args.includes('--replicas') ? ['--fixed-replicas'] : [];
    const { exitCode, stderr } = await this.petstore('up', '--detach', '--json', ...fixed, ...args);
    expect(exitCode, stderr).toBe(0);
  }

  async down(): Promise<void> {
    const { exitCode, stderr } = await this.petstore('down');
    expect(exitCode, stderr).toBe(0);
  }

  async status(): Promise<EngineStatus> {
    const response = await fetch(`${this.#controlUrl}/status`);
    expect(response.status).toBe(200);
    return (await response.json()) as EngineStatus;
  }

  /** Replaces the pods of a Deployment, and resolves when the rollout is complete. */
  async restart(deployment: string): Promise<void> {
    const before = await this.podNames(deployment);
    const url = `${this.#controlUrl}/deployments/${deployment}/restart`;
    expect((await fetch(url, { method: 'POST', headers: await this.#authorization() })).status).toBe(202);
    await vi.waitFor(async () => {
      const after = await this.podNames(deployment);
      expect(after.filter((name) => before.includes(name))).toEqual([]);
      await this.#expectComplete(deployment);
    }, patience);
  }

  async scale(deployment: string, replicas: number): Promise<void> {
    const response = await fetch(`${this.#controlUrl}/deployments/${deployment}/scale`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(await this.#authorization()) },
      body: JSON.stringify({ replicas }),
    });
    expect(response.status).toBe(202);
    await vi.waitFor(async () => {
      expect(await this.podNames(deployment)).toHaveLength(replicas);
      await this.#expectComplete(deployment);
    }, patience);
  }

  /** From here on the replicas are what the test makes them. */
  async deleteAutoscalers(): Promise<void> {
    const path = '/apis/autoscaling/v2/namespaces/petstore/horizontalpodautoscalers';
    const options = { method: 'DELETE', headers: await this.#authorization(), rejectUnauthorized: false };
    const asked = request(`https://127.0.0.1:${6_443 + this.offset}${path}`, options).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(200);
  }

  async #authorization(): Promise<Record<string, string>> {
    const token = (await readKubeconfig(this.data))?.token ?? '';
    return { authorization: `Bearer ${token}` };
  }

  async podNames(deployment: string): Promise<readonly string[]> {
    const { deployments } = await this.status();
    const found = deployments.find(({ name }) => name === deployment);
    return found?.pods.map(({ name }) => name) ?? [];
  }

  /** Process ids of the system: engine, mesh, telemetry, database, pods. */
  async pids(): Promise<readonly number[]> {
    const { pid, mesh, telemetry, postgres, deployments } = await this.status();
    const pods = deployments.flatMap((deployment) => deployment.pods.map((pod) => pod.pid));
    return [pid, mesh.pid, telemetry.pid, postgres?.pid ?? null, ...pods].filter((each) => each !== null);
  }

  /** Kills every process with SIGKILL, as in a power failure. */
  async killEverything(): Promise<void> {
    const pids = await this.pids();
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), patience);
  }

  /** Resident memory of all processes, in bytes. */
  async memory(): Promise<number> {
    return (await this.pids()).reduce((sum, pid) => sum + residentBytes(pid), 0);
  }

  async expectNothingLeft(pids: readonly number[]): Promise<void> {
    expect(pids.filter(isAlive)).toEqual([]);
    const free = await Promise.all(fixedPorts.map((port) => isPortFree(port + this.offset)));
    expect(fixedPorts.filter((_, index) => free[index] !== true)).toEqual([]);
  }

  /** Stops the system and removes its data. */
  async wipe(): Promise<void> {
    const { exitCode, stderr } = await this.petstore('down', '--wipe');
    expect(exitCode, stderr).toBe(0);
  }

  async dispose(): Promise<void> {
    await this.wipe();
    await rm(this.#directory, { recursive: true, force: true });
  }

  /** Runs a command of `petstore` on this system. */
  petstore(...args: readonly string[]): Promise<CommandResult> {
    return runPetstore(...args, '--port-offset', String(this.offset), '--data', this.data);
  }

  get #controlUrl(): string {
    return `http://127.0.0.1:${9_000 + this.offset}`;
  }

  async #expectComplete(deployment: string): Promise<void> {
    const { deployments } = await this.status();
    const found = deployments.find(({ name }) => name === deployment);
    expect(found?.rollout.phase, found?.rollout.reason).toBe('complete');
  }
}

function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(statusOf(pid))?.[1] ?? 0) * 1024;
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    // The process has exited, or the platform has no /proc.
    return '';
  }
}
