import { birdBreeds } from './bird-breeds.ts';
import type { Breed } from './breed.ts';
import { catBreeds } from './cat-breeds.ts';
import { dogBreeds } from './dog-breeds.ts';
import { fishBreeds } from './fish-breeds.ts';
import { reptileBreeds } from './reptile-breeds.ts';
import { smallAnimalBreeds } from './small-animal-breeds.ts';

/** Every breed and species that the shop sells, by category. */
export const breeds: readonly Breed[] = [
  ...dogBreeds,
  ...catBreeds,
  ...birdBreeds,
  ...fishBreeds,
  ...reptileBreeds,
  ...smallAnimalBreeds,
];
