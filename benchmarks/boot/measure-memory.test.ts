import type { EngineStatus } from '@petstore/engine/api/control';
import { describe, expect, it } from 'vitest';
import { groupProcesses } from './measure-memory.ts';

const status = {
  pid: 1,
  mesh: { pid: 2, adminPort: 9 },
  telemetry: { pid: null, prometheusPort: 9 },
  postgres: { host: '127.0.0.1', port: 5433, pid: 3 },
  deployments: [
    { name: 'gateway', pods: [{ pid: 10 }, { pid: 11 }] },
    { name: 'analytics', pods: [{ pid: null }] },
  ],
} as unknown as EngineStatus;

describe('the processes of a system', () => {
  it('are grouped by role, the engine last because the others may descend from it', () => {
    expect(groupProcesses(status)).toEqual([
      { name: 'gateway', roots: [10, 11] },
      { name: 'analytics', roots: [] },
      { name: 'mesh proxy', roots: [2] },
      { name: 'PostgreSQL', roots: [3] },
      { name: 'engine', roots: [1] },
    ]);
  });

  it('leave out a database that was not started by the engine', () => {
    const elsewhere = { ...status, postgres: { host: 'db', port: 5432, pid: null } };
    expect(groupProcesses(elsewhere).map(({ name }) => name)).not.toContain('PostgreSQL');
  });
});
