import { expect, test } from 'vitest';
import { exportLine } from './describe-start.ts';

test.each([
  ['/home/me/.petstore/0/kubeconfig', 'export KUBECONFIG=/home/me/.petstore/0/kubeconfig'],
  ['/home/me/my data/kubeconfig', "export KUBECONFIG='/home/me/my data/kubeconfig'"],
  ["/home/o'neill/kubeconfig", String.raw`export KUBECONFIG='/home/o'\''neill/kubeconfig'`],
])('the path %s can be pasted into a shell', (path, line) => {
  expect(exportLine(path)).toBe(line);
});
