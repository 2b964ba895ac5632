import { cp, rm, stat } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { isAlive, runPetstore } from './testing/petstore-command.ts';
import { RealSystem } from './testing/real-system.ts';

const patience = { timeout: 60_000, interval: 50 };

let system: RealSystem;
let copy: string;

beforeAll(async () => {
  system = await RealSystem.prepare();
  copy = `${system.data}-copy`;
});

afterAll(async () => {
  await rm(copy, { recursive: true, force: true });
  await system.dispose();
});

/** Runs a command on the copy of the data folder, with other ports. */
function onCopy(...args: readonly string[]) {
  return runPetstore(...args, '--json', '--port-offset', String(system.offset + 100), '--data', copy);
}

function onOriginal(...args: readonly string[]) {
  return runPetstore(...args, '--json', '--port-offset', String(system.offset), '--data', system.data);
}

test('no command on a copy of the data folder touches the original system', async () => {
  await system.up('--replicas', '1');
  const pids = await system.pids();
  await cp(system.data, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  const foreign = await runPetstore(
    'status',
    '--json',
    '--port-offset',
    String(system.offset),
    '--data',
    copy,
  );
  expect(foreign.exitCode).toBe(2);
  expect(JSON.parse(foreign.stdout)).toMatchObject({ error: { code: 'system-elsewhere' } });
  expect((await onCopy('status')).exitCode).toBe(3);
  expect(JSON.parse((await onCopy('down')).stdout)).toMatchObject({ stopped: false, abandoned: [] });
  expect((await onCopy('down', '--wipe')).exitCode).toBe(0);
  await expect(stat(copy)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(pids.filter((pid) => !isAlive(pid))).toEqual([]);
  expect(await system.pids()).toEqual(pids);
}, 240_000);

test('processes left by a killed engine are listed with their ids, and ended by the command that is suggested', async () => {
  const { pid, mesh, postgres, telemetry } = await system.status();
  const left = (await system.pids()).filter((each) => each !== pid);
  // Stopped processes cannot notice that their engine has ended.
  process.kill(mesh.pid, 'SIGSTOP');
  process.kill(telemetry.pid ?? 0, 'SIGSTOP');
  process.kill(pid, 'SIGKILL');
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), patience);
  const answer = await onOriginal('status');
  expect(answer.exitCode).toBe(3);
  const { error } = JSON.parse(answer.stdout) as {
    error: { code: string; details: { left: { name: string; pid: number }[]; endWith: string } };
  };
  expect(error.code).toBe('system-left-behind');
  expect(error.details.left).toContainEqual({ name: 'PostgreSQL', pid: postgres?.pid });
  expect(error.details.left).toContainEqual({ name: 'mesh-proxy', pid: mesh.pid });
  expect(error.details.left).toContainEqual({ name: 'telemetry', pid: telemetry.pid });
  const byNumber = (one: number, other: number) => one - other;
  const leftPids = error.details.left.map((each) => each.pid);
  expect(leftPids.sort(byNumber)).toEqual(left.sort(byNumber));
  expect(answer.stderr).toContain('npx petstore down');
  expect((await onOriginal(...error.details.endWith.split(' ').slice(2, 3))).exitCode).toBe(0);
  expect(left.filter(isAlive)).toEqual([]);
  const nothing = await onOriginal('status');
  expect(nothing.exitCode).toBe(3);
  expect(JSON.parse(nothing.stdout)).toMatchObject({ error: { code: 'system-not-running' } });
}, 240_000);
