import type { RankedPet } from './rank-pets.ts';

export interface CheaperPet {
  readonly petId: string;
  readonly savingMinor: number;
  readonly currency: string;
}

/** How much lower a score may be for a pet to count as a like choice. */
const likeScore = 0.05;

/** The like choice of the same category that costs least, when it saves at least a tenth. */
export function findCheaper(chosen: RankedPet, ranked: readonly RankedPet[]): CheaperPet | null {
  let best: RankedPet | undefined;
  for (const candidate of ranked) {
    if (candidate.pet.category !== chosen.pet.category || candidate.score < chosen.score - likeScore)
      continue;
    if (candidate.pet.priceMinor < (best ?? chosen).pet.priceMinor) best = candidate;
  }
  if (best === undefined) return null;
  const savingMinor = chosen.pet.priceMinor - best.pet.priceMinor;
  if (savingMinor * 10 < chosen.pet.priceMinor) return null;
  return { petId: best.pet.petId, savingMinor, currency: chosen.pet.currency };
}
