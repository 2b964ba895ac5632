import { type PetCategory, petCategories } from '@petstore/contracts/http';

/** The category that a word of the earlier demo means (`dogs`, `small_animals`, `Dog`); null when it means none. */
export function categoryOfWord(word: string): PetCategory | null {
  const normal = word
    .trim()
    .toLowerCase()
    .replaceAll(/[_\s]+/g, '-');
  const singular = normal === 'fish' || normal === 'fishes' ? 'fish' : normal.replace(/s$/, '');
  return petCategories.find((category) => category === singular) ?? null;
}

/** What the demonstration pays with where no token is named. */
const demonstrationCard = 'tok_visa';

/** The earlier demo named a kind of payment (`credit_card`); a provider's token is taken as it is. */
export function cardTokenOf(paymentMethod: string | undefined): string {
  return paymentMethod?.startsWith('tok_') ? paymentMethod : demonstrationCard;
}
