import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, from, gateway, policy, rule, to, when } from '../../testing/authorization-scenario.ts';

const any = [rule({})];
const none = [to({ methods: ['PATCH'] })];

test.each([
  ['lets all through without policies', [], 'ALLOW (no-allow-policies)'],
  ['lets through what a policy allows', [policy('ALLOW', any)], 'ALLOW (ALLOW)'],
  ['denies what no ALLOW policy allows', [policy('ALLOW', none)], 'DENY (no-allow-match)'],
  ['allows what one of several allows', [policy('ALLOW', none), policy('ALLOW', any)], 'ALLOW (ALLOW)'],
  ['allows what one of several rules allows', [policy('ALLOW', [...none, ...any])], 'ALLOW (ALLOW)'],
  [
    'denies what a DENY policy matches, whoever allows it',
    [policy('ALLOW', any), policy('DENY', any)],
    'DENY (DENY)',
  ],
  [
    'lets through what only a DENY policy knows and leaves',
    [policy('DENY', none)],
    'ALLOW (no-allow-policies)',
  ],
  ['takes absent rules of ALLOW as allowing nothing', [policy('ALLOW', [])], 'DENY (no-allow-match)'],
  ['takes absent rules of DENY as denying nothing', [policy('DENY', [])], 'ALLOW (no-allow-policies)'],
  ['takes an empty rule as everything', [policy('DENY', [rule({})])], 'DENY (DENY)'],
  ['audits without deciding', [policy('AUDIT', any)], 'ALLOW (no-allow-policies)'],
  [
    'leaves a dry run of ALLOW without a default deny',
    [policy('ALLOW', none, { isDryRun: true })],
    'ALLOW (no-allow-policies)',
  ],
  [
    'leaves a dry run of DENY without effect',
    [policy('DENY', any, { isDryRun: true })],
    'ALLOW (no-allow-policies)',
  ],
  [
    'lets a dry run allow nothing beside others',
    [policy('ALLOW', none), policy('ALLOW', any, { isDryRun: true })],
    'DENY (no-allow-match)',
  ],
] as const)('%s', (_what, policies, expected) => {
  expect(decide(policies)).toBe(expected);
});

describe('the scope', () => {
  test.each([
    ['its own namespace', {}, true],
    ['another namespace', { namespace: 'other' }, false],
    ['the root namespace', { namespace: 'istio-system' }, true],
    ['labels that fit', { selector: { app: 'catalog' } }, true],
    ['labels of which one does not', { selector: { app: 'catalog', tier: 'x' } }, false],
    ['labels of the root namespace', { namespace: 'istio-system', selector: { app: 'gateway' } }, false],
    ['no labels', { selector: {} }, true],
  ] as const)('is %s', (_what, more, applies) => {
    expect(decide([policy('DENY', any, more)])).toBe(applies ? 'DENY (DENY)' : 'ALLOW (no-allow-policies)');
  });
});

describe('CUSTOM', () => {
  const custom = policy('CUSTOM', any, { provider: 'oauth' });

  test.each([
    ['denies before anybody else', [custom, policy('DENY', any)], { oauth: 'deny' }, 'DENY (CUSTOM)'],
    ['leaves what it allows to the others', [custom, policy('DENY', any)], { oauth: 'allow' }, 'DENY (DENY)'],
    ['is no ALLOW policy', [custom], { oauth: 'allow' }, 'ALLOW (no-allow-policies)'],
    [
      'is not asked where it does not match',
      [policy('CUSTOM', none, { provider: 'oauth' })],
      { oauth: 'deny' },
      'ALLOW (no-allow-policies)',
    ],
    ['denies where its provider is not set up', [custom], {}, 'DENY (CUSTOM)'],
    [
      'is one denial of several providers',
      [custom, policy('CUSTOM', any, { provider: 'opa' })],
      { oauth: 'allow', opa: 'deny' },
      'DENY (CUSTOM)',
    ],
  ] as const)('%s', (_what, policies, providers, expected) => {
    expect(decide(policies, {}, providers)).toBe(expected);
  });
});

describe('a connection that is not HTTP', () => {
  const tcp = { protocol: 'TCP', method: '', path: '', host: '' } as const;
  const http = to({ methods: ['GET'] });
  const known = { principals: [gateway] };

  test.each([
    ['voids an ALLOW rule with methods', [policy('ALLOW', [http])], 'DENY (no-allow-match)'],
    [
      'voids it though another alternative could be asked',
      [policy('ALLOW', [to({ ports: ['8001'] }, { paths: ['/x'] })])],
      'DENY (no-allow-match)',
    ],
    [
      'voids it for conditions too',
      [policy('ALLOW', [when({ key: 'request.headers[a]', values: ['b'] })])],
      'DENY (no-allow-match)',
    ],
    ['voids it for what must not be', [policy('ALLOW', [to({ notPaths: ['/x'] })])], 'DENY (no-allow-match)'],
    ['leaves other rules of the policy', [policy('ALLOW', [http, from(known)])], 'ALLOW (ALLOW)'],
    [
      'widens a DENY rule by its HTTP part',
      [policy('DENY', [rule({ from: [known], to: [{ methods: ['POST'] }] })])],
      'DENY (DENY)',
    ],
    [
      'keeps the rest of a DENY rule',
      [policy('DENY', [rule({ from: [{ notPrincipals: [gateway] }], to: [{ methods: ['POST'] }] })])],
      'ALLOW (no-allow-policies)',
    ],
    [
      'keeps ports of a DENY rule beside methods',
      [policy('DENY', [to({ methods: ['POST'], ports: ['9'] })])],
      'ALLOW (no-allow-policies)',
    ],
    ['widens by tokens', [policy('DENY', [from({ requestPrincipals: ['*'] })])], 'DENY (DENY)'],
    [
      'still knows ports, addresses and identities',
      [
        policy('ALLOW', [
          rule({
            from: [{ ...known, ipBlocks: ['10.0.0.0/8'], namespaces: ['petstore'] }],
            to: [{ ports: ['8001'] }],
          }),
        ]),
      ],
      'ALLOW (ALLOW)',
    ],
  ] as const)('%s', (_what, policies, expected) => {
    expect(decide(policies, tcp)).toBe(expected);
  });
});

test('one more DENY policy never lets more through, one more ALLOW rule never less', () => {
  const paths = fc.subarray(['/a', '/a/*', '*', '/b']);
  const one = paths.map((wanted) => to({ paths: wanted }));
  const rules = fc.array(one, { maxLength: 3 });
  fc.assert(
    fc.property(rules, rules, one, fc.constantFrom('/a', '/a/1', '/b', '/c'), (allow, deny, extra, path) => {
      const policies = [policy('ALLOW', allow), policy('DENY', deny)];
      const before = decide(policies, { path }).startsWith('ALLOW');
      const denied = decide([...policies, policy('DENY', [extra])], { path }).startsWith('ALLOW');
      const allowed = decide([policy('ALLOW', [...allow, extra]), policy('DENY', deny)], { path }).startsWith(
        'ALLOW',
      );
      expect(denied && !before).toBe(false);
      expect(before && !allowed).toBe(false);
    }),
  );
});
