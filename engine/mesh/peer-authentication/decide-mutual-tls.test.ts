import { expect, test } from 'vitest';
import { decideMutualTls, type PeerAuthentication } from './decide-mutual-tls.ts';

const observation = {
  workload: { namespace: 'shop', labels: { app: 'catalog' } },
  port: 8_001,
  rootNamespace: 'istio-system',
};

function policy(more: Partial<PeerAuthentication>): PeerAuthentication {
  return {
    name: 'p',
    namespace: 'shop',
    createdAtMs: 1,
    selector: null,
    mode: null,
    portModes: new Map(),
    ...more,
  };
}

const mesh = policy({ namespace: 'istio-system', mode: 'STRICT' });
const own = { selector: { app: 'catalog' } };

test.each([
  ['begins permissive', [], 'PERMISSIVE'],
  ['takes the mesh', [mesh], 'STRICT'],
  ['takes the namespace over the mesh', [mesh, policy({ mode: 'DISABLE' })], 'DISABLE'],
  [
    'takes the workload over the namespace',
    [policy({ mode: 'DISABLE' }), policy({ ...own, mode: 'STRICT' })],
    'STRICT',
  ],
  [
    'takes the port over the workload',
    [policy({ ...own, mode: 'STRICT', portModes: new Map([[8_001, 'DISABLE']]) })],
    'DISABLE',
  ],
  [
    'leaves other ports',
    [policy({ ...own, mode: 'STRICT', portModes: new Map([[9, 'DISABLE']]) })],
    'STRICT',
  ],
  ['inherits what is unset', [mesh, policy({ mode: 'UNSET' }), policy({ ...own, mode: null })], 'STRICT'],
  [
    'inherits an unset port',
    [mesh, policy({ ...own, mode: 'DISABLE', portModes: new Map([[8_001, 'UNSET']]) })],
    'DISABLE',
  ],
  [
    'takes the oldest of two',
    [policy({ mode: 'STRICT', createdAtMs: 5 }), policy({ mode: 'DISABLE', createdAtMs: 4 })],
    'DISABLE',
  ],
  [
    'takes the oldest though it is unset',
    [policy({ mode: 'UNSET', createdAtMs: 4 }), policy({ mode: 'STRICT', createdAtMs: 5 })],
    'PERMISSIVE',
  ],
  ['ignores a selector in the root namespace', [policy({ ...mesh, ...own })], 'PERMISSIVE'],
  ['takes an empty selector for none', [policy({ selector: {}, mode: 'STRICT' })], 'STRICT'],
  [
    'ignores ports of a policy without a selector',
    [policy({ mode: 'STRICT', portModes: new Map([[8_001, 'DISABLE']]) })],
    'STRICT',
  ],
  [
    'ignores other workloads and namespaces',
    [policy({ selector: { app: 'x' }, mode: 'STRICT' }), policy({ namespace: 'y', mode: 'STRICT' })],
    'PERMISSIVE',
  ],
] as const)('%s', (_what, policies, mode) => {
  expect(decideMutualTls(policies, observation).mode).toBe(mode);
});
