import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describeSupport } from '@petstore/engine/manifests';
import { expect, test } from 'vitest';
import { renderSupportPage } from './render-support.ts';

const page = fileURLToPath(new URL('../../../docs/reference/manifest-support.md', import.meta.url));

test('the reference page of manifest support equals the schemas', () => {
  const written = readFileSync(page, 'utf8').split('\n');
  const hint =
    'write it again: npx petstore manifests support --markdown > docs/reference/manifest-support.md';
  expect(written, hint).toEqual(renderSupportPage(describeSupport()).split('\n'));
});
