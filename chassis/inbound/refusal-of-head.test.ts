import { expect, it } from 'vitest';
import { countHosts, refusalOfHead } from './refusal-of-head.ts';

it.each([
  ['/', '1.1', ['Host', 'a'], undefined],
  ['/v1/pets?limit=5', '1.1', ['X-Host', 'b', 'host', 'a'], undefined],
  ['/', '1.0', [], undefined],
  ['/', '1.1', [], 'A Host header is required.'],
  ['/', '1.1', ['Host', 'a', 'HOST', 'a'], 'There must be one Host header, not several.'],
  ['/', '1.0', ['Host', 'a', 'host', 'b'], 'There must be one Host header, not several.'],
  ['http://a/', '1.1', ['Host', 'a'], 'The request target must be a path.'],
  ['a:443', '1.1', ['Host', 'a'], 'The request target must be a path.'],
  ['*', '1.1', ['Host', 'a'], 'The request target must be a path.'],
  ['', '1.1', ['Host', 'a'], 'The request target must be a path.'],
])('of %s HTTP/%s %j it says %s', (target, httpVersion, rawHeaders, refusal) => {
  expect(refusalOfHead({ target, httpVersion, hosts: countHosts(rawHeaders) })).toBe(refusal);
});
