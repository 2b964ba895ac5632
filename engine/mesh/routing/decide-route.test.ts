import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseDestination, decideRoute, decideRoutePolicy } from './decide-route.ts';
import type { HttpMatch, HttpRoute, RoutedRequest } from './http-route.ts';

const request: RoutedRequest = {
  scheme: 'http',
  method: 'GET',
  authority: 'catalog:8001',
  path: '/v1/pets?colour=black&old',
  headers: new Map([['x-tier', 'gold']]),
  port: 8_001,
  sourceLabels: { app: 'front' },
  sourceNamespace: 'shop',
};
const to = (name: string, match?: readonly HttpMatch[]): HttpRoute => ({
  name,
  route: [{ host: name }],
  ...(match && { match }),
});

describe('a request takes', () => {
  test.each([
    [
      'the first route that fits',
      [to('a', [{ uri: { prefix: '/v1' } }]), to('b', [{ method: { exact: 'GET' } }])],
      'a',
    ],
    ['a later one where the first does not', [to('a', [{ uri: { prefix: '/v2' } }]), to('b', [{}])], 'b'],
    ['the one without a match, which ends the list', [to('a'), to('b', [{ uri: { prefix: '/v1' } }])], 'a'],
    ['a route by any of its matches', [to('a', [{ port: 1 }, { port: 8_001 }])], 'a'],
    ['none where a match fits in part', [to('a', [{ port: 8_001, method: { exact: 'POST' } }])], undefined],
    ['none where none fits', [], undefined],
  ])('%s', (_what, routes, expected) => {
    expect(decideRoute(routes, request).route?.name).toBe(expected);
  });
});

test.each<[HttpMatch, boolean]>([
  [{ uri: { exact: '/v1/pets' } }, true],
  [{ uri: { exact: '/v1/pets?colour=black' } }, false],
  [{ uri: { prefix: '/v1/pe' } }, true],
  [{ uri: { prefix: '/V1' } }, false],
  [{ uri: { prefix: '/V1' }, ignoreUriCase: true }, true],
  [{ uri: { regex: '/v[0-9]+/pets' } }, true],
  [{ uri: { regex: '/v1' } }, false],
  [{ scheme: { exact: 'https' } }, false],
  [{ authority: { prefix: 'catalog' } }, true],
  [{ headers: { 'X-Tier': { exact: 'gold' } } }, true],
  [{ headers: { 'x-tier': {} } }, true],
  [{ headers: { 'x-none': {} } }, false],
  [{ withoutHeaders: { 'x-tier': { exact: 'gold' } } }, false],
  [{ withoutHeaders: { 'x-tier': { exact: 'iron' } } }, true],
  [{ withoutHeaders: { 'x-none': {} } }, true],
  [{ queryParams: { colour: { exact: 'black' } } }, true],
  [{ queryParams: { old: {} } }, true],
  [{ queryParams: { size: {} } }, false],
  [{ port: 8_002 }, false],
  [{ sourceLabels: { app: 'front' } }, true],
  [{ sourceLabels: { app: 'back' } }, false],
  [{ sourceNamespace: 'bank' }, false],
])('%j: %s', (match, expected) => {
  expect(decideRoute([to('a', [match])], request).route !== null).toBe(expected);
});

describe('destinations', () => {
  const weighted = (...weights: readonly number[]) =>
    weights.map((weight, index) => ({ host: `${index}`, weight }));

  test.each([
    [[50, 50], 0.49, '0'],
    [[50, 50], 0.5, '1'],
    [[0, 100], 0, '1'],
    [[100, 0], 0.999, '0'],
    [[0], 0.5, '0'],
    [[1, 1, 2], 0.3, '1'],
    [[0, 0], 0.5, undefined],
  ])('of the weights %j at %d', (weights, draw, expected) => {
    expect(chooseDestination(weighted(...weights), draw)?.host).toBe(expected);
  });

  test('without weight are never chosen among several', () => {
    const draw = fc.double({ min: 0, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.nat(3), { minLength: 2 }), draw, (weights, at) => {
        const chosen = chooseDestination(weighted(...weights), at);
        expect(chosen === null ? Math.max(...weights) : (chosen.weight ?? 0)).toBe(
          chosen === null ? 0 : chosen.weight,
        );
        if (chosen !== null) expect(chosen.weight).toBeGreaterThan(0);
      }),
    );
  });
});

test('a route has no timeout, two retries and no fault unless it names them', () => {
  expect(decideRoutePolicy(to('a'))).toEqual({
    timeoutMs: null,
    retries: {
      attempts: 2,
      perTryTimeoutMs: null,
      retryOn: ['connect-failure', 'refused-stream', 'unavailable', 'cancelled', 'retriable-status-codes'],
    },
    abort: null,
    delay: null,
  });
});

test('a route without attempts has none, and a fault without a percentage happens to nobody', () => {
  const route = {
    ...to('a'),
    timeoutMs: 5_000,
    retries: { attempts: 0 },
    fault: { abort: { httpStatus: 503 } },
  };
  expect(decideRoutePolicy(route)).toMatchObject({
    timeoutMs: 5_000,
    retries: { attempts: 0 },
    abort: { httpStatus: 503, percent: 0 },
  });
});
