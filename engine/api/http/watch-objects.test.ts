import { expect, test } from 'vitest';
import type { Stored } from '../objects/api-object.ts';
import { eventOf } from './watch-objects.ts';

const pod = (version: string, tier: string) =>
  ({ kind: 'Pod', metadata: { name: 'a', resourceVersion: version, labels: { tier } } }) as unknown as Stored;
const isFront = ({ metadata }: Stored) => metadata.labels?.['tier'] === 'front';
const [old, front, back] = [pod('1', 'front'), pod('2', 'front'), pod('2', 'back')];

test.each([
  ['one that is made', { type: 'ADDED', object: front, previous: null } as const, 'ADDED', front],
  ['one that changes', { type: 'MODIFIED', object: front, previous: old } as const, 'MODIFIED', front],
  ['one that begins to match', { type: 'MODIFIED', object: front, previous: back } as const, 'ADDED', front],
  ['one that ends', { type: 'DELETED', object: front, previous: old } as const, 'DELETED', front],
])('tells of %s', (_what, change, type, object) => {
  expect(eventOf(change, isFront)).toEqual({ type, object });
});

test('tells one that no longer matches as gone, as it last was and with the version of the change', () => {
  const event = eventOf({ type: 'MODIFIED', object: back, previous: old }, isFront);
  expect(event?.type).toBe('DELETED');
  expect(event?.object.metadata).toEqual({ ...old.metadata, resourceVersion: '2' });
});

test.each([
  ['made', { type: 'ADDED', object: back, previous: null } as const],
  ['changed', { type: 'MODIFIED', object: back, previous: back } as const],
  ['ended', { type: 'DELETED', object: back, previous: back } as const],
])('says nothing of one that never matched and is %s', (_what, change) => {
  expect(eventOf(change, isFront)).toBeNull();
});
