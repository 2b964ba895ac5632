import { describe, expect, it } from 'vitest';
import { decideLimit, describeLimit, type GeneratorState } from './decide-limit.ts';

const idle: GeneratorState = {
  lagP99Ms: 3,
  latencyP95Ms: 40,
  cpuShares: [0.1, 0.2],
  missed: { sockets: 0, customers: 0, stock: 0 },
};

describe('the limit of a generator', () => {
  it.each<[string, Partial<GeneratorState>, string | null]>([
    ['is nothing while it idles', {}, null],
    ['is lag that is large against what is measured', { lagP99Ms: 30 }, 'lag'],
    ['is not lag that is small against what is measured', { lagP99Ms: 30, latencyP95Ms: 200 }, null],
    ['is not the lag of timers', { lagP99Ms: 15, latencyP95Ms: 1 }, null],
    ['is one process that uses a core, even if others idle', { cpuShares: [0.1, 0.95] }, 'cpu'],
    ['is CPU before the lag that it causes', { cpuShares: [0.99], lagP99Ms: 500 }, 'cpu'],
    ['is a missing connection', { missed: { ...idle.missed, sockets: 1 } }, 'sockets'],
    ['is a missing customer', { missed: { ...idle.missed, customers: 1 } }, 'customers'],
    ['is a missing pet', { missed: { ...idle.missed, stock: 1 } }, 'stock'],
  ])('%s', (_case, state, reason) => {
    expect(decideLimit({ ...idle, ...state })?.reason ?? null).toBe(reason);
  });

  it('is said in words', () => {
    expect(describeLimit(null)).toBe('The generator was not the limit.');
    expect(describeLimit(decideLimit({ ...idle, lagP99Ms: 30 }))).toBe(
      'The generator was the limit (lag): 1% of the requests were sent 30 ms late or later.',
    );
  });
});
