/** Kubernetes' alphabet for made-up names: no vowels, so no words; no look-alikes. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** `DEPLOYMENT-TEMPLATEHASH-xxxxx`, as a ReplicaSet names its pods. */
export function podName(deployment: string, templateHash: string, random: () => number): string {
  const suffix = Array.from({ length: 5 }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
  return `${deployment}-${templateHash}-${suffix}`;
}

/** A random UUID (RFC 9562, version 4), as the API server gives each object. */
export function podUid(random: () => number): string {
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replaceAll(/[xy]/g, (place) => {
    const digit = Math.floor(random() * 16);
    return (place === 'x' ? digit : (digit & 0b0011) | 0b1000).toString(16);
  });
}
