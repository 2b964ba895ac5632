import { describe, expect, it } from 'vitest';
import { chooseEndpoint } from './choose-endpoint.ts';

const loads = (...inFlight: number[]) => inFlight.map((count, index) => ({ index, inFlight: count }));

describe('chooseEndpoint', () => {
  it('takes the endpoint that serves the fewest requests, whoever has the turn', () => {
    for (const turn of [0, 1, 2, 7]) expect(chooseEndpoint(loads(3, 1, 2), turn)?.index).toBe(1);
  });

  it('lets equally loaded endpoints take turns', () => {
    const chosen = [0, 1, 2, 3, 4, 5].map((turn) => chooseEndpoint(loads(1, 1, 1), turn)?.index);
    expect(chosen).toEqual([0, 1, 2, 0, 1, 2]);
  });

  it('breaks a tie among the least loaded only', () => {
    const chosen = [0, 1, 2].map((turn) => chooseEndpoint(loads(0, 9, 0), turn)?.index);
    expect(chosen).toEqual([0, 2, 2]);
  });

  it('has nothing to choose from an empty list', () => {
    expect(chooseEndpoint([], 4)).toBeUndefined();
  });
});
