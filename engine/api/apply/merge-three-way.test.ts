import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../patches/json-value.ts';
import { mergeRuleOf } from '../patches/merge-rules.ts';
import { mergeThreeWay } from './merge-three-way.ts';

const deployments = mergeRuleOf('Deployment');
const plain = mergeRuleOf('Canary');

describe('mergeThreeWay', () => {
  const web = {
    name: 'web',
    image: 'web:v1',
    env: [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ],
  };
  const original = { spec: { replicas: 2, template: { spec: { containers: [web, { name: 'side' }] } } } };
  const container = {
    ...web,
    env: [
      { name: 'A', value: '1' },
      { name: 'MINE', value: '3' },
      { name: 'B', value: '2' },
    ],
    imagePullPolicy: 'IfNotPresent',
  };
  const current = {
    spec: {
      replicas: 5,
      revisionHistoryLimit: 10,
      template: {
        spec: { containers: [container, { name: 'side' }, { name: 'injected' }], dnsPolicy: 'ClusterFirst' },
      },
    },
  };

  it('lets the file win for what it says, and leaves alone what it does not say', () => {
    const modified = {
      spec: {
        replicas: 2,
        template: { spec: { containers: [{ ...web, image: 'web:v2', env: [{ name: 'B', value: '9' }] }] } },
      },
    };
    expect(mergeThreeWay(deployments, { original, modified, current })).toEqual({
      spec: {
        replicas: 2,
        revisionHistoryLimit: 10,
        template: {
          spec: {
            containers: [
              {
                ...container,
                image: 'web:v2',
                env: [
                  { name: 'MINE', value: '3' },
                  { name: 'B', value: '9' },
                ],
              },
              { name: 'injected' },
            ],
            dnsPolicy: 'ClusterFirst',
          },
        },
      },
    });
  });

  it('keeps a number that the file never said, and drops one that it says no more', () => {
    const silent = { spec: { template: original.spec.template } };
    const kept = mergeThreeWay(deployments, { original: silent, modified: silent, current });
    expect(kept).toEqual(current);
    const dropped = mergeThreeWay(deployments, { original, modified: silent, current });
    expect(dropped['spec']).not.toHaveProperty('replicas');
  });

  it('keeps of a volume and of the strategy only what the file names', () => {
    const spec = (strategy: object, volume: object) => ({
      spec: { strategy, template: { spec: { volumes: [volume] } } },
    });
    const modified = spec({ type: 'Recreate' }, { name: 'a', secret: { secretName: 's' } });
    const before = spec({ type: 'RollingUpdate', rollingUpdate: {} }, { name: 'a', emptyDir: {} });
    expect(mergeThreeWay(deployments, { original: {}, modified, current: before })).toEqual(modified);
  });

  it('replaces lists of custom resources as a whole', () => {
    const merged = mergeThreeWay(plain, {
      original: { spec: { items: [1] } },
      modified: { spec: { items: [{ name: 'a' }] } },
      current: { spec: { items: [{ name: 'b' }], other: 1 } },
    });
    expect(merged).toEqual({ spec: { items: [{ name: 'a' }], other: 1 } });
  });
});

const field = fc.constantFrom('a', 'b', 'c', 'env', 'containers');
const object = fc.letrec<{ value: unknown; object: JsonObject }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, fc.integer({ min: 0, max: 3 }), fc.constant('x'), tie('object')),
  object: fc.dictionary(field, tie('value')),
})).object;

const keyedList = fc.uniqueArray(
  fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), value: fc.integer({ min: 0, max: 2 }) }),
  { selector: ({ name }) => name },
);

describe('laws', () => {
  it('what is applied is there afterwards, and applying it again changes nothing', () => {
    fc.assert(
      fc.property(object, object, object, (original, modified, current) => {
        const once = mergeThreeWay(plain, { original, modified, current });
        expect(once).toMatchObject(modified);
        expect(mergeThreeWay(plain, { original: modified, modified, current: once })).toEqual(once);
      }),
    );
  });

  it("never drops a field that was neither applied before nor is now: it is somebody else's", () => {
    fc.assert(
      fc.property(object, object, object, (original, modified, others) => {
        const foreign = { spec: { foreign: others } };
        const merged = mergeThreeWay(plain, {
          original: { spec: original },
          modified: { spec: modified },
          current: { spec: { ...original, ...foreign.spec } },
        });
        expect(merged).toMatchObject(foreign);
      }),
    );
  });

  it('of a keyed list drops exactly the entries that were applied and are no more', () => {
    fc.assert(
      fc.property(keyedList, keyedList, keyedList, (original, modified, current) => {
        const merged = mergeThreeWay(mergeRuleOf('ServiceAccount'), {
          original: { secrets: original },
          modified: { secrets: modified },
          current: { secrets: current },
        });
        const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);
        const expected = new Set([
          ...names(modified),
          ...names(current).filter((name) => !names(original).includes(name)),
        ]);
        const result = merged['secrets'] as readonly { readonly name: string }[];
        expect(new Set(names(result))).toEqual(expected);
        expect(result).toHaveLength(expected.size);
        expect(names(result).filter((name) => names(modified).includes(name))).toEqual(names(modified));
      }),
    );
  });
});
