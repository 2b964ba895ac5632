import { describe, expect, it } from 'vitest';
import { readDocument } from './read-document.ts';

const document = [
  'See [the guide](docs/guide.md#start "Guide") and [the site](https://example.org).',
  '```sh',
  '$ npm ci && npm start   # both',
  'npx petstore logs | head',
  '[not](a-link.md)',
  '```',
  '```ts',
  'npm nothing',
  '```',
  'An example: `[like](this.md)`; a [real one](other.md).',
].join('\n');

describe('readDocument', () => {
  it('reads each command of the shell blocks with its line, without prompt and comment', () => {
    expect(readDocument(document).commands).toEqual([
      { line: 3, text: 'npm ci' },
      { line: 3, text: 'npm start' },
      { line: 4, text: 'npx petstore logs' },
      { line: 4, text: 'head' },
      { line: 5, text: '[not](a-link.md)' },
    ]);
  });

  it('reads relative links outside of blocks and code, without anchors', () => {
    expect(readDocument(document).links).toEqual([
      { line: 1, target: 'docs/guide.md' },
      { line: 10, target: 'other.md' },
    ]);
  });
});
