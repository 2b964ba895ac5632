import { describe, expect, test } from 'vitest';
import { decideScaling, type ReplicaSetObservation, type ScalingWish } from './decide-scaling.ts';
import type { RolloutStrategy } from './rollout-strategy.ts';

const careful: RolloutStrategy = { kind: 'RollingUpdate', maxSurge: 1, maxUnavailable: 0 };
const thrifty: RolloutStrategy = { kind: 'RollingUpdate', maxSurge: 0, maxUnavailable: 1 };
const generous: RolloutStrategy = { kind: 'RollingUpdate', maxSurge: 3, maxUnavailable: 2 };
const recreate: RolloutStrategy = { kind: 'Recreate' };

interface Situation {
  readonly strategy?: RolloutStrategy;
  readonly wanted?: number;
  readonly before?: number;
  readonly isPaused?: boolean;
  readonly oldPods?: number;
}

/** `old 2/1` has two pods, one of them available; a name that begins with `new` is of the current template. */
function decide(written: readonly string[], situation: Situation = {}) {
  const { strategy = careful, wanted = 2, before = wanted, isPaused = false, oldPods = 0 } = situation;
  const surge = strategy.kind === 'RollingUpdate' ? Number(strategy.maxSurge) : 0;
  const sets = written.map((text, index): ReplicaSetObservation => {
    const [, name = '', replicas, available] = /^(\w+) (\d+)\/(\d+)$/.exec(text) ?? [];
    return {
      name,
      isNew: name.startsWith('new'),
      replicas: Number(replicas),
      available: Number(available),
      createdAtMs: index,
      desired: before,
      most: before + surge,
    };
  });
  const wish: ScalingWish = { wanted, strategy, isPaused, oldPods, replicasBefore: before };
  const { mode, create, steps } = decideScaling(wish, sets);
  return { mode, create, steps: steps.map(({ name, from, to }) => `${name} ${from}>${to}`) };
}

describe('a rollout', () => {
  test.each([
    { what: 'begins with the whole count where nothing is there', sets: [], create: 2, steps: [] },
    { what: 'begins with the surge', sets: ['old 2/2'], create: 1, steps: [] },
    {
      what: 'begins with nothing where there is no room',
      sets: ['older 1/1', 'old 2/0'],
      create: 0,
      steps: [],
    },
    {
      what: 'waits while the new pod is not available',
      sets: ['old 2/2', 'new 1/0'],
      create: null,
      steps: [],
    },
    {
      what: 'lets an old pod go for each new one',
      sets: ['old 2/2', 'new 1/1'],
      create: null,
      steps: ['old 2>1'],
    },
    { what: 'grows as old pods go', sets: ['old 1/1', 'new 1/1'], create: null, steps: ['new 1>2'] },
    {
      what: 'stops the last old pod at the end',
      sets: ['old 1/1', 'new 2/2'],
      create: null,
      steps: ['old 1>0'],
    },
    { what: 'has nothing to do when all are new', sets: ['old 0/0', 'new 2/2'], create: null, steps: [] },
    {
      what: 'prefers old pods that serve nobody, of the older template first',
      sets: ['older 1/0', 'old 1/1', 'new 1/1'],
      create: null,
      steps: ['older 1>0'],
    },
    {
      what: 'keeps an unready old pod that nothing makes up for',
      sets: ['old 2/1', 'new 1/0'],
      create: null,
      steps: [],
    },
    { what: 'takes surplus new pods away', sets: ['new 3/3'], create: null, steps: ['new 3>2'] },
  ])('$what', ({ sets, create, steps }) => {
    expect(decide(sets)).toEqual({ mode: 'rollout', create, steps });
  });

  test.each([
    { what: 'frees a place first', sets: ['old 2/2', 'new 0/0'], steps: ['old 2>1'] },
    { what: 'fills the freed place', sets: ['old 1/1', 'new 0/0'], steps: ['new 0>1'] },
  ])('without surge, $what', ({ sets, steps }) => {
    expect(decide(sets, { strategy: thrifty }).steps).toEqual(steps);
  });

  test.each([
    {
      what: 'unavailable new pods do not take more old ones with them',
      sets: ['old 8/7', 'new 5/0'],
      steps: [],
    },
    {
      what: 'after an undo the broken pods go, as far as enough are left',
      sets: ['broken 5/0', 'new 8/7'],
      steps: ['broken 5>1'],
    },
    {
      what: 'the next template takes the place of pods that never became available',
      sets: ['old 8/8', 'broken 5/0', 'new 0/0'],
      steps: ['broken 5>0'],
    },
  ])('of ten pods (the examples in rolling.go): $what', ({ sets, steps }) => {
    expect(decide(sets, { strategy: generous, wanted: 10 }).steps).toEqual(steps);
  });
});

test.each([
  {
    what: 'ends all old pods',
    sets: ['older 1/1', 'old 1/0', 'new 0/0'],
    oldPods: 2,
    create: null,
    steps: ['older 1>0', 'old 1>0'],
  },
  { what: 'waits for their end', sets: ['old 0/0'], oldPods: 1, create: null, steps: [] },
  { what: 'creates the new ReplicaSet then', sets: ['old 0/0'], oldPods: 0, create: 2, steps: [] },
  {
    what: 'or takes one that it has had before',
    sets: ['old 0/0', 'new 0/0'],
    oldPods: 0,
    create: null,
    steps: ['new 0>2'],
  },
])('Recreate $what', ({ sets, oldPods, create, steps }) => {
  expect(decide(sets, { strategy: recreate, oldPods })).toEqual({ mode: 'rollout', create, steps });
});

describe('another count', () => {
  test.each([
    {
      what: 'goes to the only ReplicaSet with pods',
      sets: ['old 0/0', 'new 2/2'],
      wanted: 5,
      before: 2,
      steps: ['new 2>5'],
    },
    {
      what: 'goes to it, be it an old one',
      sets: ['old 2/2', 'new 0/0'],
      wanted: 1,
      before: 2,
      steps: ['old 2>1'],
    },
    {
      what: 'is shared in proportion',
      sets: ['old 8/8', 'new 5/0'],
      wanted: 15,
      before: 10,
      steps: ['old 8>11', 'new 5>7'],
    },
    {
      what: 'is shared when it shrinks',
      sets: ['old 8/8', 'new 5/0'],
      wanted: 5,
      before: 10,
      steps: ['old 8>5', 'new 5>3'],
    },
    {
      what: 'of none takes all pods away',
      sets: ['old 8/8', 'new 5/0'],
      wanted: 0,
      before: 10,
      steps: ['old 8>0', 'new 5>0'],
    },
  ])('$what', ({ sets, wanted, before, steps }) => {
    expect(decide(sets, { strategy: generous, wanted, before })).toEqual({
      mode: 'scale',
      create: null,
      steps,
    });
  });

  test('is all that a paused Deployment follows', () => {
    expect(decide(['old 2/2'], { isPaused: true })).toEqual({ mode: 'scale', create: null, steps: [] });
    expect(decide(['old 2/2'], { isPaused: true, wanted: 3, before: 2 }).steps).toEqual(['old 2>3']);
    expect(decide(['old 0/0', 'older 0/0'], { isPaused: true }).steps).toEqual(['older 0>2']);
  });

  test('ends old pods at once where the new ones suffice already', () => {
    expect(decide(['old 1/1', 'new 2/2'], { isPaused: true }).steps).toEqual(['old 1>0']);
  });
});
