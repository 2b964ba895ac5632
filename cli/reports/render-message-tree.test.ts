import { expect, test } from 'vitest';
import { sampleEvent, sampleMessage } from '../testing/journey-messages.ts';
import { renderMessageTree } from './render-message-tree.ts';

const wide = { paint: (_style: string, text: string) => text, columns: Number.POSITIVE_INFINITY };

const journey = [
  sampleMessage('orders', null, { to: 'gateway', name: 'POST /v1/orders', status: 202, durationMs: 12.34 }),
  sampleMessage('inner', 'orders', { name: 'POST /orders', status: 202, atMs: 1, attempts: 2 }),
  sampleEvent('OrderPlaced', 'inner', 2),
  sampleEvent('PetReserved', 'OrderPlaced', 3),
  sampleEvent('OrderItemsReserved', 'OrderPlaced', 4),
  sampleMessage('last', 'orders', { name: 'GET /end', atMs: 5, status: 503 }),
];

test('draws the tree of causes', () => {
  expect(renderMessageTree(journey, wide).split('\n')).toEqual([
    '  POST /v1/orders  client → gateway  202  12 ms',
    '  ├─ POST /orders  gateway → petstore-domain  202  1.0 ms  2 attempts',
    '  │  └─ ● OrderPlaced  petstore-domain',
    '  │     ├─ ● PetReserved  petstore-domain',
    '  │     └─ ● OrderItemsReserved  petstore-domain',
    '  └─ GET /end  gateway → petstore-domain  503  1.0 ms',
  ]);
});

test('shows which services handled an event, and how long after it occurred', () => {
  const handledBy = [
    { service: 'analytics', at: '2026-01-01T00:00:00.014Z' },
    { service: 'ml-pet-advisor', at: '2026-01-01T00:00:01.302Z' },
  ];
  const placed = { ...sampleEvent('OrderPlaced', 'orders', 2), handledBy };
  const lines = renderMessageTree([sampleMessage('orders', null), placed], wide).split('\n');
  expect(lines[1]).toBe(
    '  └─ ● OrderPlaced  petstore-domain  (handled by analytics +12 ms, ml-pet-advisor +1.3 s)',
  );
});

test('lists orphans under a heading of their own', () => {
  const lines = renderMessageTree([...journey, sampleEvent('PetSold', 'nobody', 9)], wide).split('\n');
  expect(lines.slice(-2)).toEqual([
    '  Messages without a cause in this journey:',
    '  ● PetSold  petstore-domain',
  ]);
});

test('keeps every line within a narrow terminal', () => {
  const lines = renderMessageTree(journey, { ...wide, columns: 24 }).split('\n');
  expect(lines.every(({ length }) => length <= 24)).toBe(true);
  expect(lines[0]).toBe('  POST /v1/orders  clie…');
});

test('colours a response by its status', () => {
  const styled = { ...wide, paint: (style: string, text: string) => `<${style}>${text}` };
  const text = renderMessageTree(journey, styled);
  expect(text).toContain('<good>202');
  expect(text).toContain('<bad>503');
});
