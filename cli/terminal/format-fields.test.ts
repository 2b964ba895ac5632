import { expect, test } from 'vitest';
import { formatFields } from './format-fields.ts';

test('writes fields so that each can be told from the next', () => {
  const fields = [
    ['status', 200],
    ['name', 'GET /v1/pets'],
    ['caller', 'client'],
    ['empty', ''],
    ['nested', { a: 1 }],
  ] as const;
  expect(formatFields(fields)).toBe('status=200 name="GET /v1/pets" caller=client empty="" nested={"a":1}');
});
