import type { EngineStatus } from '@petstore/engine/api/control';
import { describe, expect, it } from 'vitest';
import { groupCpu } from './group-cpu.ts';

const status = {
  pid: 1,
  mesh: { pid: 2, adminPort: 9 },
  telemetry: { pid: 3, prometheusPort: 9 },
  postgres: { host: '127.0.0.1', port: 5433, pid: 4 },
  deployments: [{ name: 'gateway', pods: [{ pid: 10 }, { pid: 11 }, { pid: null }] }],
} as unknown as EngineStatus;
const groups = groupCpu(status, new Map([['proxy', 20]]));
const process = (pid: number, parentPid = 1, title = 'node') => ({
  pid,
  parentPid,
  title,
  ms: 0,
  endedChildrenMs: 0,
});

describe('the groups of processes', () => {
  it.each([
    ['engine', process(1)],
    ['mesh', process(2)],
    ['telemetry', process(3)],
    ['gateway', process(11)],
    ['floor proxy', process(20)],
    ['other', process(30)],
    ['PostgreSQL, shared processes', process(4)],
    ['PostgreSQL, shared processes', process(40, 4, 'postgres: checkpointer')],
    ['PostgreSQL events', process(41, 4, 'postgres: petstore_domain events 127.0.0.1(40412) idle')],
    ['floor PostgreSQL', process(42, 4, 'postgres: floor floor 127.0.0.1(40413) INSERT')],
    [null, process(43, 4, 'postgres: benchmark postgres 127.0.0.1(40414) SELECT')],
  ])('are %s', (group, one) => {
    expect(groups.ofProcess(one)).toBe(group);
  });

  it('have one for backends that ended', () => {
    expect(groups.ofEndedChildren(process(4))).toBe('PostgreSQL, ended backends');
    expect(groups.ofEndedChildren(process(1))).toBe('other');
  });
});
