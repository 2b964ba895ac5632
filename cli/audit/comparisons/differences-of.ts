/** In words, what of some keys is told otherwise than it is. */
export function differencesOf<Facts>(told: Facts, real: Facts, keys: readonly (keyof Facts)[]): string[] {
  return keys
    .filter((key) => told[key] !== real[key])
    .map((key) => `${String(key)} ${String(told[key])} instead of ${String(real[key])}`);
}
