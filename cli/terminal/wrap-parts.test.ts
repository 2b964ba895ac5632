import { expect, test } from 'vitest';
import { wrapParts } from './wrap-parts.ts';

const paint = (style: string, text: string) => `<${style}>${text}</>`;
const parts = [
  { text: 'petstore: ready', style: 'good' as const },
  { text: 'up 5m' },
  { text: 'process 40' },
];

test('joins the pieces on one line where there is room, and measures them without their colours', () => {
  expect(wrapParts(parts, { paint, columns: 36 })).toBe('<good>petstore: ready</> · up 5m · process 40');
});

test('goes on below where there is none', () => {
  expect(wrapParts(parts, { paint, columns: 35 })).toBe('<good>petstore: ready</> · up 5m\n  process 40');
});
