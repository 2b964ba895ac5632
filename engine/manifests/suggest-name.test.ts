import { expect, test } from 'vitest';
import { suggestName } from './suggest-name.ts';

test.each([
  ['replica', ['replicas', 'paused'], 'replicas'],
  ['ImagePullpolicy', ['image', 'imagePullPolicy'], 'imagePullPolicy'],
  ['prots', ['ports', 'probes'], null],
  ['port', ['ports', 'args'], 'ports'],
  ['completely', ['different', 'words'], null],
  ['x', [], null],
])('%s among %j suggests %s', (written, known, suggestion) => {
  expect(suggestName(written, known)).toBe(suggestion);
});
