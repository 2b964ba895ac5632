import { cp, rm, stat } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runPetstore } from './testing/petstore-command.ts';
import { isRunning, RealSystem } from './testing/real-system.ts';

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

/** A command that means the copy of the data folder, at ports of its own. */
function onCopy(...args: readonly string[]) {
  return runPetstore(...args, '--json', '--port-offset', String(system.offset + 100), '--data', copy);
}

function onOriginal(...args: readonly string[]) {
  return runPetstore(...args, '--json', '--port-offset', String(system.offset), '--data', system.data);
}

test('no command on a copy of the data folder touches the system of the original', async () => {
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
  expect(pids.filter((pid) => !isRunning(pid))).toEqual([]);
  expect(await system.pids()).toEqual(pids);
}, 240_000);

test('what a killed engine left is told with its process ids, and ended by the command that is named', async () => {
  const { pid, mesh, postgres, telemetry } = await system.status();
  const left = (await system.pids()).filter((each) => each !== pid);
  // They do not hear that their engine is gone.
  process.kill(mesh.pid, 'SIGSTOP');
  process.kill(telemetry.pid ?? 0, 'SIGSTOP');
  process.kill(pid, 'SIGKILL');
  await vi.waitFor(() => expect(isRunning(pid)).toBe(false), patience);
  const told = await onOriginal('status');
  expect(told.exitCode).toBe(3);
  const { error } = JSON.parse(told.stdout) as {
    error: { code: string; details: { left: { name: string; pid: number }[]; endWith: string } };
  };
  expect(error.code).toBe('system-left-behind');
  expect(error.details.left).toContainEqual({ name: 'PostgreSQL', pid: postgres?.pid });
  expect(error.details.left).toContainEqual({ name: 'mesh-proxy', pid: mesh.pid });
  expect(error.details.left).toContainEqual({ name: 'telemetry', pid: telemetry.pid });
  const byNumber = (one: number, other: number) => one - other;
  const toldPids = error.details.left.map((each) => each.pid);
  expect(toldPids.sort(byNumber)).toEqual(left.sort(byNumber));
  expect(told.stderr).toContain('npx petstore down');
  expect((await onOriginal(...error.details.endWith.split(' ').slice(2, 3))).exitCode).toBe(0);
  expect(left.filter(isRunning)).toEqual([]);
  const nothing = await onOriginal('status');
  expect(nothing.exitCode).toBe(3);
  expect(JSON.parse(nothing.stdout)).toMatchObject({ error: { code: 'system-not-running' } });
}, 240_000);
