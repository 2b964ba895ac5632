import { expect, test } from 'vitest';
import { rewritePath } from './rewrite-paths.ts';

const mappings = [
  { containerPath: '/etc/keys', hostPath: '/data/keys' },
  { containerPath: '/etc/keys/deep', hostPath: '/data/deep' },
];

test.each([
  ['/etc/keys', '/data/keys'],
  ['/etc/keys/tls.key', '/data/keys/tls.key'],
  ['/etc/keys/deep/a', '/data/deep/a'],
  ['/etc/keysmith', '/etc/keysmith'],
  ['file:///etc/keys/a', 'file:///data/keys/a'],
  ['see /etc/keys/a', 'see /etc/keys/a'],
  ['', ''],
])('maps %s to %s', (written, rewritten) => {
  expect(rewritePath(written, mappings)).toBe(rewritten);
});
