import { expect, test } from 'vitest';
import { decideCaller } from './decide-caller.ts';

test.each([
  ['127.0.0.1:9000', undefined, null],
  ['localhost:9000', undefined, null],
  ['LOCALHOST:9000', undefined, null],
  ['[::1]:9000', undefined, null],
  ['127.0.0.1', undefined, null],
  ['127.0.0.1:9000', 'http://127.0.0.1:9000', null],
  [undefined, undefined, 'host'],
  ['evil.example:9000', undefined, 'host'],
  ['127.0.0.1.evil.example', undefined, 'host'],
  ['localhost.:9000', undefined, 'host'],
  ['127.0.0.1:9000', 'http://evil.example', 'origin'],
  ['127.0.0.1:9000', 'http://127.0.0.1:3000', 'origin'],
  ['127.0.0.1:9000', 'https://127.0.0.1:9000', 'origin'],
  ['127.0.0.1:9000', 'null', 'origin'],
] as const)('of Host %s and Origin %s it refuses %s', (host, origin, refused) => {
  expect(decideCaller({ host, origin })?.refused ?? null).toBe(refused);
});
