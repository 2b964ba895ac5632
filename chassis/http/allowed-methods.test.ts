import { expect, it } from 'vitest';
import { createAllowedMethods } from './allowed-methods.ts';

const allowed = createAllowedMethods();
for (const [method, path] of [
  ['GET', '/pets'],
  ['POST', '/pets'],
  ['GET', '/pets/:id'],
  ['PUT', '/pets/none'],
  ['GET', '/openapi.json'],
] as const) {
  allowed.add(method, path);
}

it.each([
  ['/pets', ['GET', 'POST']],
  ['/pets/p-1', ['GET']],
  ['/pets/none', ['GET', 'PUT']],
  ['/openapi.json', ['GET']],
  ['/openapixjson', []],
  ['/pets/p-1/more', []],
  ['/pets/', []],
  ['/', []],
])('knows the methods of %s', (path, methods) => {
  expect(allowed.of(path)).toEqual(methods);
});
