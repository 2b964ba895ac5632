/** Kubernetes' alphabet for made-up names: no vowels, so no words; no look-alikes. */
export const nameAlphabet = 'bcdfghjklmnpqrstvwxz2456789';

const suffixLength = 5;
const longestName = 63;

/**
 * `PREFIXxxxxx`, as the API server names what has a `generateName`.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/staging/src/k8s.io/apiserver/pkg/storage/names/generate.go
 */
export function generatedName(prefix: string, random: () => number): string {
  const suffix = Array.from(
    { length: suffixLength },
    () => nameAlphabet[Math.floor(random() * nameAlphabet.length)],
  );
  return `${prefix.slice(0, longestName - suffixLength)}${suffix.join('')}`;
}
