import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { applyPatch } from './apply-patch.ts';
import { isJsonObject } from './json-value.ts';

const strategic = 'application/strategic-merge-patch+json';
const merge = 'application/merge-patch+json';
const json = 'application/json-patch+json';

const web = {
  name: 'web',
  image: 'web:v1',
  env: [
    { name: 'A', value: '1' },
    { name: 'MINE', value: 'other' },
    { name: 'B', value: '2' },
    { name: 'C', value: '3' },
  ],
  ports: [{ containerPort: 8080, name: 'http', protocol: 'TCP' }],
};
const volumes = [
  { configMap: { name: 'conf', defaultMode: 420 }, name: 'conf' },
  { emptyDir: {}, name: 'tmp' },
];
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', labels: { app: 'web' }, finalizers: ['a/b', 'c/d'] },
  spec: {
    replicas: 2,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    template: {
      spec: { containers: [web, { image: 'side:v1', name: 'side' }], volumes, restartPolicy: 'Always' },
    },
  },
};

interface Template {
  readonly containers: readonly (Record<string, unknown> & { readonly name: string })[];
  readonly volumes: readonly unknown[];
  readonly restartPolicy: string;
}

interface Patched {
  readonly metadata: Record<string, unknown>;
  readonly spec: Record<string, unknown> & { readonly template: { readonly spec: Template } };
}

function patched(body: string, contentType = strategic): Patched {
  return applyPatch('Deployment', deployment, contentType, JSON.parse(body)) as Patched;
}

function podOf(body: string): Template {
  return patched(body).spec.template.spec;
}

/** The bodies are those of kubectl 1.32, recorded by a server that answered with the Deployment above. */
describe('what kubectl sends', () => {
  it('applies a changed file: its entries in its order, those of others where they were, nulls and deletions', () => {
    const body = `{"spec":{"replicas":3,"strategy":{"$retainKeys":["type"],"rollingUpdate":null,"type":"Recreate"},
      "template":{"spec":{"$setElementOrder/containers":[{"name":"web"}],"$setElementOrder/volumes":[{"name":"conf"},
      {"name":"tmp"}],"containers":[{"$setElementOrder/env":[{"name":"B"},{"name":"D"},{"name":"C"}],"env":[{"name":"D",
      "value":"4"},{"$patch":"delete","name":"A"}],"image":"web:v2","name":"web"},{"$patch":"delete","name":"side"}],
      "volumes":[{"$retainKeys":["name","secret"],"emptyDir":null,"name":"tmp","secret":{"secretName":"s"}}]}}}}`;
    const { spec } = patched(body);
    expect([spec['replicas'], spec['strategy']]).toEqual([3, { type: 'Recreate' }]);
    const env = [web.env[1], web.env[2], { name: 'D', value: '4' }, web.env[3]];
    expect(spec.template.spec).toEqual({
      containers: [{ ...web, image: 'web:v2', env }],
      volumes: [volumes[0], { name: 'tmp', secret: { secretName: 's' } }],
      restartPolicy: 'Always',
    });
  });

  it('puts a list in the order of the file and changes nothing else', () => {
    const body = `{"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"side"},{"name":"web"}],
      "containers":[{"$setElementOrder/env":[{"name":"C"},{"name":"A"}],"name":"web"}]}}}}`;
    const { containers } = podOf(body);
    expect(containers.map(({ name }) => name)).toEqual(['side', 'web']);
    expect(containers[1]?.['env']).toEqual([web.env[1], web.env[2], web.env[3], web.env[0]]);
  });

  it('sets an image', () => {
    const body = `{"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"web"},{"name":"side"}],
      "containers":[{"image":"web:v9","name":"web"}]}}}}`;
    expect(podOf(body).containers).toEqual([
      { ...web, image: 'web:v9' },
      { image: 'side:v1', name: 'side' },
    ]);
  });

  it('sets one variable and removes another', () => {
    const body = `{"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"web"},{"name":"side"}],
      "containers":[{"$setElementOrder/env":[{"name":"A"},{"name":"MINE"},{"name":"B"},{"name":"Z"}],"env":[{"name":"Z",
      "value":"1"},{"$patch":"delete","name":"C"}],"name":"web"},{"env":[{"name":"Z","value":"1"}],"name":"side"}]}}}}`;
    const z = { name: 'Z', value: '1' };
    const env = podOf(body).containers.map((container) => container['env']);
    expect(env).toEqual([[...web.env.slice(0, 3), z], [z]]);
  });

  it('restarts, pauses, removes a finalizer and a container', () => {
    const at = '{"kubectl.kubernetes.io/restartedAt":"2026-11-30T20:55:15Z"}';
    const restarted = patched(`{"spec":{"template":{"metadata":{"annotations":${at}}}}}`);
    expect(restarted.spec.template).toEqual({
      ...deployment.spec.template,
      metadata: { annotations: JSON.parse(at) },
    });
    expect(patched('{"spec":{"paused":true}}').spec['paused']).toBe(true);
    const body = `{"metadata":{"$deleteFromPrimitiveList/finalizers":["a/b"]},"spec":{"template":{"spec":{"containers":[
      {"$patch":"delete","name":"side"}]}}}}`;
    expect(patched(body).metadata['finalizers']).toEqual(['c/d']);
    expect(podOf(body).containers).toEqual([web]);
  });

  it('labels by a merge patch and patches by JSON patch', () => {
    const labelled = patched('{"metadata":{"labels":{"app":null,"tier":"x"}}}', merge);
    expect(labelled.metadata['labels']).toEqual({ tier: 'x' });
    const operations = `[{"op":"test","path":"/spec/replicas","value":2},
      {"op":"replace","path":"/spec/replicas","value":4}]`;
    expect(patched(operations, json).spec['replicas']).toBe(4);
  });

  it('keeps Service ports apart by their number', () => {
    const ports = [
      { name: 'http', port: 80, protocol: 'TCP' },
      { name: 'admin', port: 81 },
    ];
    const body = `{"spec":{"$setElementOrder/ports":[{"port":80},{"port":82}],"ports":[{"name":"other","port":82},
      {"$patch":"delete","port":81}]}}`;
    expect(applyPatch('Service', { spec: { ports } }, strategic, JSON.parse(body))).toEqual({
      spec: { ports: [ports[0], { name: 'other', port: 82 }] },
    });
  });
});

describe('directives', () => {
  it.each([
    [
      'replaces an object',
      { strategy: { $patch: 'replace', type: 'Recreate' } },
      { strategy: { type: 'Recreate' } },
    ],
    ['empties an object', { strategy: { $patch: 'delete' } }, { strategy: {} }],
    ['removes a field', { strategy: null }, {}],
    [
      'merges',
      { strategy: { $patch: 'merge', type: 'Recreate' } },
      { strategy: { old: 1, type: 'Recreate' } },
    ],
    [
      'leaves none of them in a new value',
      { fresh: { a: null, $retainKeys: ['b'], b: 1 } },
      { strategy: { old: 1 }, fresh: { b: 1 } },
    ],
  ])('%s', (_, patch, expected) => {
    expect(applyPatch('Deployment', { spec: { strategy: { old: 1 } } }, strategic, { spec: patch })).toEqual({
      spec: expected,
    });
  });

  it('replaces a whole list where an entry says so, and lists without a merge key always', () => {
    const patch = {
      spec: { template: { spec: { containers: [{ $patch: 'replace' }, { name: 'x' }], tolerations: [] } } },
    };
    const { containers } = (applyPatch('Deployment', deployment, strategic, patch) as Patched).spec.template
      .spec;
    expect(containers).toEqual([{ name: 'x' }]);
    const hpa = { spec: { metrics: [{ type: 'Resource' }, { type: 'Pods' }] } };
    expect(applyPatch('HorizontalPodAutoscaler', hpa, strategic, { spec: { metrics: [] } })).toEqual({
      spec: { metrics: [] },
    });
  });

  it('adds to finalizers and keeps owners apart by uid', () => {
    const current = { metadata: { finalizers: ['a/b'], ownerReferences: [{ uid: '1', name: 'x' }] } };
    const patch = { metadata: { finalizers: ['c/d', 'a/b'], ownerReferences: [{ uid: '2', name: 'x' }] } };
    expect(applyPatch('ConfigMap', current, strategic, patch)).toEqual({
      metadata: {
        finalizers: ['a/b', 'c/d'],
        ownerReferences: [
          { uid: '1', name: 'x' },
          { uid: '2', name: 'x' },
        ],
      },
    });
  });

  it.each([
    ['an entry without its key', { spec: { template: { spec: { containers: [{ image: 'x' }] } } } }],
    ['an unknown directive', { spec: { $patch: 'append' } }],
    ['a field that is not retained', { spec: { $retainKeys: ['a'], b: 1 } }],
    ['a list', []],
  ])('refuses %s', (_, patch) => {
    expect(() => applyPatch('Deployment', deployment, strategic, patch)).toThrowError(
      expect.objectContaining({ code: 'patch-malformed' }),
    );
  });
});

test('custom resources take no strategic merge patch, and no kind takes another type', () => {
  const unknown = expect.objectContaining({ code: 'patch-type-unknown' });
  expect(() => applyPatch('Canary', {}, strategic, {})).toThrowError(unknown);
  expect(() => applyPatch('Cluster', {}, strategic, {})).toThrowError(unknown);
  expect(() => applyPatch('Deployment', {}, 'application/json', {})).toThrowError(unknown);
  expect(applyPatch('Canary', { a: [1] }, `${merge}; charset=utf-8`, { a: [2] })).toEqual({ a: [2] });
});

const arbitraryObject = fc.dictionary(
  fc.constantFrom('a', 'b', 'containers', '__proto__'),
  fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.integer(),
      fc.constant(null),
      fc.array(fc.integer(), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value')),
    ),
  })).value,
);

describe('laws', () => {
  it('a merge patch applied twice is one applied once, and leaves its target alone', () => {
    fc.assert(
      fc.property(arbitraryObject, arbitraryObject, (target, patch) => {
        const before = structuredClone(target);
        const once = applyPatch('Canary', target, merge, patch);
        expect(target).toEqual(before);
        expect(applyPatch('Canary', once as object, merge, patch)).toEqual(once);
      }),
    );
  });

  it('without directives and merge keys a strategic merge is a merge patch', () => {
    fc.assert(
      fc.property(arbitraryObject, arbitraryObject, (target, patch) => {
        const expected = applyPatch('ConfigMap', target, merge, patch);
        expect(applyPatch('ConfigMap', target, strategic, patch)).toEqual(expected);
      }),
    );
  });

  it('a strategic merge never loses an entry that it does not name, nor its own', () => {
    const names = fc.uniqueArray(fc.constantFrom<string[]>('a', 'b', 'c', 'd', 'e', 'f'));
    fc.assert(
      fc.property(names, names, fc.boolean(), (before, named, isOrdered) => {
        const entries = (list: readonly string[]) => list.map((name) => ({ name }));
        const order = isOrdered ? { '$setElementOrder/secrets': entries(named) } : {};
        const patch = { ...order, secrets: entries(named) };
        const result = applyPatch('ServiceAccount', { secrets: entries(before) }, strategic, patch);
        const after = isJsonObject(result) && Array.isArray(result['secrets']) ? result['secrets'] : [];
        const listed = after.map(({ name }: { name: string }) => name);
        expect([...listed].sort()).toEqual([...new Set([...before, ...named])].sort());
        if (isOrdered) expect(listed.filter((name: string) => named.includes(name))).toEqual(named);
        const others = before.filter((name) => !named.includes(name));
        expect(listed.filter((name: string) => others.includes(name))).toEqual(others);
      }),
    );
  });
});
