import { AppError, isAppError } from '@petstore/chassis/errors';
import type { Answer } from '../system/json-client.ts';
import { type JourneyContext, known } from './journey-context.ts';

const mostPets = 8;

/** Error code of the shop for a pet that was sold or reserved in the meantime. */
const goneCode = 'item-unavailable';

/** Chooses the first available pet of the wish list. */
export function choosePet(context: JourneyContext): void {
  const pet = context.wanted.find(({ available }) => available);
  if (pet === undefined) {
    const message = 'None of the pets seen is available; npx petstore down --wipe resets the shop.';
    throw new AppError('nothing-available', 'conflict', message);
  }
  context.pet = pet;
}

/** Retries with the next pet of the wish list while the chosen one has been bought by another customer. */
export async function withAnotherPetWhenGone<Body>(
  context: JourneyContext,
  attempt: () => Promise<Answer<Body>>,
): Promise<Answer<Body>> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!isAppError(error) || error.code !== goneCode || tried === mostPets) throw error;
      const { id } = known(context.pet, 'pet');
      context.wanted = context.wanted.filter((pet) => pet.id !== id);
      choosePet(context);
    }
  }
}
