import { expect, test } from 'vitest';
import { expandVariables } from './expand-variables.ts';

const variables: Readonly<Record<string, string>> = {
  HOST: 'example',
  PORT: '80',
  EMPTY: '',
  NESTED: '$(HOST)',
};

// The cases of Kubernetes' own test: third_party/forked/golang/expansion/expand_test.go
test.each([
  ['$(HOST)', 'example'],
  ['http://$(HOST):$(PORT)/x', 'http://example:80/x'],
  ['$(MISSING)', '$(MISSING)'],
  ['$$(HOST)', '$(HOST)'],
  ['$$$(HOST)', '$example'],
  ['$$$$(HOST)', '$$(HOST)'],
  ['foo$(EMPTY)bar', 'foobar'],
  ['$(NESTED)', '$(HOST)'],
  ['$(HOST', '$(HOST'],
  ['$HOST', '$HOST'],
  ['100$', '100$'],
  ['$()', '$()'],
])('expands %s to %s', (written, expanded) => {
  expect(expandVariables(written, (name) => variables[name])).toBe(expanded);
});
