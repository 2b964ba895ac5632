/** Kubernetes' alphabet for made-up names: no vowels, so no words; no look-alikes. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** `DEPLOYMENT-TEMPLATEHASH-xxxxx`, as a ReplicaSet names its pods. */
export function podName(deployment: string, templateHash: string, random: () => number): string {
  const suffix = Array.from({ length: 5 }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
  return `${deployment}-${templateHash}-${suffix}`;
}
