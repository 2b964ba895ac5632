import type { EventOf } from '@petstore/chassis/events';
import type { Queryable } from '@petstore/chassis/postgres';
import { expect, it } from 'vitest';
import { Candidates } from './candidates.ts';
import type { KnownPet } from './known-pet.ts';
import { PetDescriptions } from './pet-descriptions.ts';

/** Candidates over a shelf that a test changes, with a clock of its own and the number of reads. */
function advisor(...petIds: string[]) {
  const state = { nowMs: 0, reads: 0, shelf: new Set(petIds) };
  const descriptions = new PetDescriptions();
  descriptions.available = async () => {
    state.reads += 1;
    return [...state.shelf].map((petId) => ({ petId }) as KnownPet);
  };
  const candidates = new Candidates(descriptions, { now: () => state.nowMs });
  const look = async () => (await candidates.read({} as Queryable)).map(({ petId }) => petId);
  const note = (type: 'PetListed' | 'PetReserved' | 'PetReleased' | 'PetSold', petId: string) =>
    candidates.note({ type, data: { petId } } as EventOf<'PetReserved'>);
  return { state, look, note };
}

it('reads the pets once for all requests of five seconds, and once for those at the same time', async () => {
  const { state, look } = advisor('a', 'b');
  expect(await Promise.all([look(), look()])).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
  state.shelf.delete('a');
  state.nowMs = 4_999;
  expect([await look(), state.reads]).toEqual([['a', 'b'], 1]);
  state.nowMs = 5_000;
  expect([await look(), state.reads]).toEqual([['b'], 2]);
});

it.each(['PetReserved', 'PetSold'] as const)('leaves a pet out at once after %s', async (type) => {
  const { state, look, note } = advisor('a', 'b');
  await look();
  note(type, 'a');
  expect([await look(), state.reads]).toEqual([['b'], 1]);
  // The event's transaction has not committed yet, so the database still has the pet.
  state.nowMs = 5_000;
  expect([await look(), state.reads]).toEqual([['b'], 2]);
});

it('trusts the database again ten seconds after an event whose handling was rolled back', async () => {
  const { state, look, note } = advisor('a');
  await look();
  note('PetReserved', 'a');
  state.nowMs = 10_000;
  expect(await look()).toEqual(['a']);
});

it.each(['PetListed', 'PetReleased'] as const)('reads again within a second after %s', async (type) => {
  const { state, look, note } = advisor('b');
  await look();
  note('PetReserved', 'a');
  note(type, 'a');
  state.shelf.add('a');
  expect(await look()).toEqual(['b']);
  state.nowMs = 1_000;
  expect(await look()).toEqual(type === 'PetReleased' ? ['b', 'a'] : ['b']);
  state.nowMs = 2_000;
  await look();
  expect(state.reads).toBe(2);
});

it('asks every second while no pet is available', async () => {
  const { state, look } = advisor();
  await look();
  state.shelf.add('a');
  state.nowMs = 1_000;
  expect(await look()).toEqual(['a']);
});
