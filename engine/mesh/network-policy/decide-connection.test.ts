import { describe, expect, test } from 'vitest';
import { type LabelSelector, matchesSelector } from '../../manifests/index.ts';
import { type ConnectionAttempt, type ConnectionEnd, decideConnection } from './decide-connection.ts';
import type { NetworkPolicy } from './network-policy.ts';

function pod(name: string, namespace = 'shop'): ConnectionEnd {
  const names = { name, namespace, namespaceLabels: { team: namespace }, labels: { app: name } };
  return { ip: '10.0.0.9', pod: names };
}
const outside: ConnectionEnd = { ip: '203.0.113.7', pod: null };

function policy(more: Partial<NetworkPolicy>): NetworkPolicy {
  return { name: 'policy', namespace: 'shop', podSelector: {}, ...more };
}

function allows(policies: readonly NetworkPolicy[], more: Partial<ConnectionAttempt> = {}): boolean {
  const decision = decideConnection(policies, {
    source: pod('front'),
    destination: pod('catalog'),
    port: 8_001,
    portName: 'http',
    protocol: 'TCP',
    ...more,
  });
  expect(decision.reason).toMatch(/\.$/);
  return decision.isAllowed;
}

const selected = { podSelector: { matchLabels: { app: 'catalog' } } };
const from = (peers: NonNullable<NetworkPolicy['ingress']>[number]['peers']) =>
  policy({ ...selected, ingress: [{ peers: peers ?? [] }] });

test.each([
  ['without policies everything is open', [], true],
  ['a pod that is selected is closed', [policy(selected)], false],
  ['a pod that is not stays open', [policy({ podSelector: { matchLabels: { app: 'x' } } })], true],
  ['a policy of another namespace selects nothing here', [policy({ namespace: 'other' })], true],
  ['an empty rule allows everything', [policy({ ...selected, ingress: [{}] })], true],
  ['policies add up', [policy(selected), policy({ ...selected, ingress: [{}] })], true],
  ['a policy for egress alone leaves ingress open', [policy({ ...selected, policyTypes: ['Egress'] })], true],
  [
    'egress is not isolated where no rule names it',
    [policy({ podSelector: { matchLabels: { app: 'front' } } })],
    true,
  ],
  [
    'egress is isolated where a rule names it',
    [policy({ podSelector: { matchLabels: { app: 'front' } }, egress: [{ ports: [{ port: 53 }] }] })],
    false,
  ],
  [
    'egress is isolated where a type names it',
    [policy({ podSelector: { matchLabels: { app: 'front' } }, policyTypes: ['Egress'] })],
    false,
  ],
  [
    'both ends have to allow it',
    [policy({ policyTypes: ['Egress'], egress: [{}] }), policy(selected)],
    false,
  ],
] as const)('%s', (_what, policies, expected) => {
  expect(allows(policies)).toBe(expected);
});

describe('peers', () => {
  const front = { matchLabels: { app: 'front' } };
  test.each([
    ['pods of the own namespace', [{ podSelector: front }], pod('front'), true],
    ['pods of another namespace, which do not count', [{ podSelector: front }], pod('front', 'bank'), false],
    [
      'all pods of a namespace',
      [{ namespaceSelector: { matchLabels: { team: 'bank' } } }],
      pod('any', 'bank'),
      true,
    ],
    [
      'pods and namespace in one entry: both',
      [{ podSelector: front, namespaceSelector: { matchLabels: { team: 'bank' } } }],
      pod('any', 'bank'),
      false,
    ],
    [
      'pods and namespace in two entries: either',
      [{ podSelector: front }, { namespaceSelector: { matchLabels: { team: 'bank' } } }],
      pod('any', 'bank'),
      true,
    ],
    ['a block of addresses', [{ ipBlock: { cidr: '203.0.113.0/24' } }], outside, true],
    [
      'a block with a hole',
      [{ ipBlock: { cidr: '203.0.113.0/24', except: ['203.0.113.0/28'] } }],
      outside,
      false,
    ],
    ['an empty selector, which is no address outside', [{ podSelector: {} }], outside, false],
    ['every namespace', [{ namespaceSelector: {} }], pod('any', 'bank'), true],
  ])('%s', (_what, peers, source, expected) => {
    expect(allows([from(peers)], { source })).toBe(expected);
  });
});

describe('ports', () => {
  test.each([
    [{ port: 8_001 }, true],
    [{ port: 8_000 }, false],
    [{ port: 8_000, endPort: 8_001 }, true],
    [{ port: 'http' }, true],
    [{ port: 'metrics' }, false],
    [{ protocol: 'UDP', port: 8_001 }, false],
    [{ protocol: 'TCP' }, true],
  ] as const)('%j: %s', (port, expected) => {
    expect(allows([policy({ ...selected, ingress: [{ ports: [port] }] })])).toBe(expected);
  });
});

test('a pod reaches itself, whatever isolates it', () => {
  expect(allows([policy({ policyTypes: ['Ingress', 'Egress'] })], { source: pod('catalog') })).toBe(true);
});

test.each<[expression: NonNullable<LabelSelector['matchExpressions']>[number], expected: boolean]>([
  [{ key: 'app', operator: 'In', values: ['a', 'b'] }, true],
  [{ key: 'app', operator: 'NotIn', values: ['a'] }, false],
  [{ key: 'tier', operator: 'NotIn', values: ['a'] }, true],
  [{ key: 'tier', operator: 'In', values: ['a'] }, false],
  [{ key: 'app', operator: 'Exists' }, true],
  [{ key: 'app', operator: 'DoesNotExist' }, false],
])('the expression %j: %s', (expression, expected) => {
  expect(matchesSelector({ matchExpressions: [expression] }, { app: 'a' })).toBe(expected);
});
