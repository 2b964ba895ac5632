import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@petstore/chassis/time';
import type { KeptDecision } from '@petstore/engine/controllers/horizontal-autoscaler';
import { DecisionRing } from '@petstore/engine/machine/decisions';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTerminal } from '../../terminal/terminal.ts';
import type { DecisionsOptions } from './decision-stages.ts';
import { decisions } from './decisions.ts';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'decisions-'));
});
afterEach(() => rm(data, { recursive: true, force: true }));

function decided(name: string, minutesAgo: number, changes: Partial<KeptDecision> = {}): KeptDecision {
  return {
    controller: 'hpa',
    at: new Date(systemClock.now() - minutesAgo * 60_000).toISOString(),
    namespace: 'petstore',
    name,
    uid: name,
    target: `Deployment/${name}`,
    speed: 1,
    from: 2,
    to: 2,
    rescaleReason: '',
    reason: 'The ratio 1 is within the tolerance.',
    settings: {
      tolerance: { up: 0.1, down: 0.1 },
      cpuInitializationPeriodSeconds: 300,
      initialReadinessDelaySeconds: 30,
    },
    pods: [],
    metrics: [
      {
        name: 'cpu resource',
        kind: 'resourceAverageValue',
        resource: 'cpu',
        currentReplicas: 2,
        target: 500,
        requests: {},
        readings: {},
        result: { replicas: 2, utilization: null, averageValue: 480, reason: 'so' },
      },
    ],
    behavior: null,
    ...changes,
  };
}

async function keep(...kept: readonly object[]): Promise<void> {
  const onProblem = (error: unknown) => {
    throw error;
  };
  const ring = new DecisionRing({ directory: join(data, 'decisions'), onProblem });
  for (const decision of kept) ring.keep(decision);
  await ring.stop();
}

async function print(name: string | undefined, options: Partial<DecisionsOptions> = {}): Promise<string> {
  const written: string[] = [];
  const stdout = { write: (text: string) => written.push(text) };
  const terminal = createTerminal({
    stdout,
    stderr: { write: () => undefined },
    environment: { NO_COLOR: '1' },
    isJson: options.json === true,
  });
  expect(await decisions(name, { portOffset: 0, data, ...options }, terminal)).toBe(0);
  return written.join('');
}

test('shows who went from how many replicas to how many, from which numbers, and why', async () => {
  await keep(decided('web', 1, { to: 4, rescaleReason: 'cpu resource above target' }));
  expect(await print(undefined)).toMatch(
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}petstore\/web {2}2 -> 4 {2}cpu resource above target\n {2}cpu resource: 480m of 500m each, so 2\n {2}The ratio 1 is within the tolerance\.\n$/,
  );
});

test('folds what repeats, and shows one autoscaler or the last while where asked', async () => {
  await keep(decided('web', 30), decided('other', 20), decided('web', 10), decided('web', 1, { to: 3 }), {
    controller: 'other',
  });
  const lines = async (name?: string, options?: Partial<DecisionsOptions>) =>
    (await print(name, options)).split('\n').filter((line) => line.includes('petstore/'));
  expect(await lines()).toHaveLength(3);
  expect((await lines('web'))[0]).toContain('stays 2  2 syncs');
  expect(await lines('web', { since: 5 * 60_000 })).toHaveLength(1);
  expect(await print('nobody')).toBe('No decision of nobody is kept.\n');
});

test('prints every decision as cases of what-if', async () => {
  await keep(decided('web', 2), decided('web', 1));
  const { cases } = JSON.parse(await print('web', { json: true }));
  expect(cases).toHaveLength(2);
  expect(cases[0]).toMatchObject({ kind: 'resourceAverageValue', target: 500, expectedReplicas: 2 });
  expect(JSON.parse(await print('web', { json: true, stage: 'behavior' }))).toEqual({ cases: [] });
});
