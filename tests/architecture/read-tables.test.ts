import { describe, expect, it } from 'vitest';
import { readTables } from './read-tables.ts';

describe('readTables', () => {
  it('reads the rows that begin with code, with their section', () => {
    const document = [
      '## `services/gateway`',
      '',
      '| code | status |',
      '|---|---|',
      '| `journey-not-found` | 404 |',
      'prose | with a bar',
      '## Kinds',
      '| `a` | `b`, c |',
    ].join('\n');
    expect(readTables(document)).toEqual([
      { section: 'services/gateway', line: 5, cells: ['journey-not-found', '404'] },
      { section: 'Kinds', line: 8, cells: ['a', 'b, c'] },
    ]);
  });
});
