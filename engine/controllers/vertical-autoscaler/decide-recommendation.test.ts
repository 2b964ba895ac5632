import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ContainerUsage, createContainerUsage, createUsageAggregate } from './container-usage.ts';
import { memoryBuckets } from './decaying-histogram.ts';
import { decideRecommendation, type ResourcePolicy } from './decide-recommendation.ts';

const day = 86_400;
const mebibyte = 2 ** 20;
const floorBytes = 250 * mebibyte;

type Feeding = (usage: ContainerUsage) => void;

function recommend(feedings: readonly Feeding[], policy: ResourcePolicy = {}, others = 0) {
  const aggregate = createUsageAggregate();
  for (const feed of feedings) feed(createContainerUsage(aggregate));
  const more = Array.from(
    { length: others },
    (_, index) => [`other ${index}`, createUsageAggregate()] as const,
  );
  const recommended = decideRecommendation(
    new Map([['app', aggregate], ...more]),
    new Map([['app', policy]]),
  );
  const found = recommended.get('app');
  if (found === undefined) throw new Error('nothing is recommended');
  return found;
}

const cpuFor =
  (millicores: number, seconds: number, step = 60): Feeding =>
  (usage) => {
    for (let at = 0; at < seconds; at += step) usage.addCpu(millicores, at);
  };
/** End of the bucket and its margin, both truncated. */
const withMargin = (bytes: number) => {
  const end = Math.trunc(memoryBuckets.startOf(memoryBuckets.find(bytes) + 1));
  return end + Math.trunc(end * 0.15);
};

describe('CPU', () => {
  test('is the end of the bucket with a margin, both truncated', () => {
    // 150 m lie in the bucket that ends at 159.17 m; 15% of 159 are 23.85.
    expect(recommend([cpuFor(150, 8 * day)]).target.cpuMillicores).toBe(182);
  });

  test('is bounded more tightly the longer the history', () => {
    // Eight days less a minute at one sample a minute: 182 * (1 + 1 / 7.9993) and 182 * (1 + 0.001 / 7.9993)^-2.
    const { lowerBound, upperBound } = recommend([cpuFor(150, 8 * day)]);
    expect([lowerBound.cpuMillicores, upperBound.cpuMillicores]).toEqual([181, 204]);
  });

  test('counts samples where they are rarer than one a minute', () => {
    // 1,152 samples in 8 days are worth 0.8 of a day.
    expect(recommend([cpuFor(150, 8 * day, 600)]).upperBound.cpuMillicores).toBe(409);
  });

  test('has no upper bound and the floor as lower one after a single sample', () => {
    const { lowerBound, upperBound, target } = recommend([cpuFor(150, 60)]);
    expect([lowerBound.cpuMillicores, target.cpuMillicores, upperBound.cpuMillicores]).toEqual([
      25, 182, 1e14,
    ]);
  });

  test('weighs each instance alike', () => {
    const busy = [cpuFor(1_000, day)];
    const idle = Array.from({ length: 19 }, () => cpuFor(10, day));
    expect(recommend([...busy, ...idle]).target.cpuMillicores).toBeLessThan(30);
    expect(recommend([...busy, ...idle.slice(0, 8)]).target.cpuMillicores).toBeGreaterThan(1_000);
  });

  test('takes no sample of the same time twice', () => {
    const twice: Feeding = (usage) => {
      usage.addCpu(150, 60);
      usage.addCpu(9_000, 60);
      usage.addCpu(9_000, 0);
    };
    expect(recommend([twice]).target.cpuMillicores).toBe(182);
  });
});

describe('memory', () => {
  const memory =
    (...samples: readonly (readonly [bytes: number, atSeconds: number])[]): Feeding =>
    (usage) => {
      for (const [bytes, at] of samples) usage.addMemory(bytes, at);
    };
  const targetOf = (...feedings: readonly Feeding[]) => recommend(feedings).target.memoryBytes;

  test('is the peak of a day, not each sample', () => {
    const samples = Array.from({ length: 100 }, (_, index) => [4e8, index * 60] as const);
    expect(targetOf(memory(...samples, [9e8, 7_000], [4e8, 7_060]))).toBe(withMargin(9e8));
  });

  test('has a peak for each day of each instance', () => {
    const quiet = Array.from({ length: 12 }, () => memory([4e8, 0]));
    expect(targetOf(memory([9e8, 0]), ...quiet)).toBe(withMargin(4e8));
    expect(targetOf(memory([9e8, 0]), ...quiet.slice(0, 8))).toBe(withMargin(9e8));
  });

  test('counts a day from the first sample, its end not included', () => {
    const median = (laterAt: number) =>
      recommend([memory([9e8, 3_600], [4e8, laterAt]), cpuFor(1, 8 * day)]).lowerBound.memoryBytes;
    expect(median(3_600 + day - 1)).toBeGreaterThan(9e8);
    // The younger peak weighs twice as much.
    expect(median(3_600 + day)).toBeLessThan(5e8);
  });

  test('lets a lower sample of the same day be', () => {
    expect(targetOf(memory([9e8, 0], [4e8, 60]))).toBe(withMargin(9e8));
  });

  test('drops samples that come too late', () => {
    expect(targetOf(memory([4e8, 100], [9e8, 99]))).toBe(withMargin(4e8));
  });

  test('never replaces a first peak of nothing, as the recommender does not', () => {
    expect(targetOf(memory([0, 0], [9e8, 60]))).toBe(floorBytes);
  });

  test('has no upper bound without samples of CPU', () => {
    const { upperBound, lowerBound } = recommend([memory([9e8, 0])]);
    expect([upperBound.memoryBytes, lowerBound.memoryBytes]).toEqual([1e14, floorBytes]);
    expect([upperBound.cpuMillicores, lowerBound.cpuMillicores]).toEqual([25, 25]);
  });
});

describe('an end for memory', () => {
  const killed =
    (requestBytes: number, atSeconds: number, peak = 0): Feeding =>
    (usage) => {
      if (peak > 0) usage.addMemory(peak, 0);
      usage.recordOutOfMemory(requestBytes, atSeconds);
    };
  const targetOf = (feed: Feeding) => recommend([feed]).target.memoryBytes;

  test.each([
    ['adds 100 MiB to a small request', 3e8, 0, 3e8 + 100 * mebibyte],
    ['adds a fifth to a large one', 2e9, 0, 2.4e9],
    ['goes from the peak where that is more', 3e8, 2e9, 2.4e9],
    ['goes from the request where that is more', 2e9, 3e8, 2.4e9],
  ])('%s', (_what, requestBytes, peak, needed) => {
    expect(targetOf(killed(requestBytes, 60, peak))).toBe(withMargin(needed));
  });

  test('does not build on an earlier estimate', () => {
    const twice: Feeding = (usage) => {
      usage.recordOutOfMemory(2e9, 0);
      usage.recordOutOfMemory(2e9, 60);
    };
    expect(targetOf(twice)).toBe(withMargin(2.4e9));
  });

  test('is dropped when it is older than the interval before', () => {
    const late: Feeding = (usage) => {
      usage.addMemory(4e8, 2 * day);
      usage.recordOutOfMemory(2e9, 2 * day - 1);
    };
    expect(targetOf(late)).toBe(withMargin(4e8));
  });
});

describe('floor and policy', () => {
  test.each([
    [0, 25, 262_144_000],
    [1, 12, 131_072_000],
    [2, 8, 87_381_333],
  ])('%i containers beside it leave a floor of %i m', (others, cpuMillicores, memoryBytes) => {
    const recommended = recommend([], {}, others);
    expect(recommended.target).toEqual({ cpuMillicores, memoryBytes });
  });

  test('raises to the least, then lowers to the most, each of the three; the uncapped target stays', () => {
    const policy = {
      minAllowed: { cpuMillicores: 500, memoryBytes: 1e9 },
      maxAllowed: { cpuMillicores: 400, memoryBytes: 2e9 },
    };
    const recommended = recommend([cpuFor(150, 8 * day)], policy);
    const capped = { cpuMillicores: 400, memoryBytes: 1e9 };
    expect(recommended).toMatchObject({ target: capped, lowerBound: capped });
    expect(recommended.upperBound).toEqual(capped);
    expect(recommended.uncappedTarget).toEqual({ cpuMillicores: 182, memoryBytes: floorBytes });
  });

  test('takes a bound of 0 for none', () => {
    expect(recommend([cpuFor(150, day)], { maxAllowed: { cpuMillicores: 0 } }).target.cpuMillicores).toBe(
      182,
    );
  });

  test('holds for every container by the name *', () => {
    const aggregates = new Map([['a', createUsageAggregate()]]);
    const policies = new Map([['*', { minAllowed: { cpuMillicores: 900 } }]]);
    expect(decideRecommendation(aggregates, policies).get('a')?.target.cpuMillicores).toBe(900);
  });
});

test('recommends whole amounts with the lower bound below the target below the upper bound', () => {
  const sample = fc.record({ after: fc.nat(100_000), cpu: fc.nat(5_000), bytes: fc.nat(2_000_000_000) });
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 60 }), (samples) => {
      const { lowerBound, target, upperBound } = recommend([
        (usage) => {
          let at = 0;
          for (const { after, cpu, bytes } of samples) {
            at += after;
            usage.addCpu(cpu, at);
            usage.addMemory(bytes, at);
          }
        },
      ]);
      for (const name of ['cpuMillicores', 'memoryBytes'] as const) {
        expect(Number.isSafeInteger(target[name])).toBe(true);
        expect(lowerBound[name]).toBeLessThanOrEqual(target[name]);
        expect(target[name]).toBeLessThanOrEqual(upperBound[name]);
      }
    }),
  );
});
