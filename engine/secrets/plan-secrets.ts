import type { SecretReference } from '../manifests/index.ts';

/** A Secret that is named and not declared. */
export interface WantedSecret {
  readonly name: string;
  readonly keys: readonly string[];
  /** The role that signs in with it, if it is a role's. */
  readonly role: string | null;
}

const certificateKeys = ['tls.key', 'tls.crt'];

/** A private key without its certificate, or the other way round, is of no use: they are made together. */
function completePair(keys: ReadonlySet<string>): string[] {
  const isPair = certificateKeys.some((key) => keys.has(key));
  return [...new Set([...keys, ...(isPair ? certificateKeys : [])])].sort();
}

interface SecretPlan {
  readonly wanted: readonly WantedSecret[];
  /** Places that ask for a Secret as a whole of which nobody names a key. */
  readonly unnamed: readonly SecretReference[];
}

/**
 * What is to be generated: absent Secrets that somebody needs, with the keys that anybody names. Optional ones stay
 * absent.
 */
export function planSecrets(
  references: readonly SecretReference[],
  declared: ReadonlySet<string>,
): SecretPlan {
  const absent = references.filter(({ secret }) => !declared.has(secret));
  const needed = new Set(absent.filter(({ isOptional }) => !isOptional).map(({ secret }) => secret));
  const wanted = [...needed].sort().map((name) => {
    const ofSecret = absent.filter(({ secret }) => secret === name);
    const keys = new Set(ofSecret.flatMap(({ key }) => (key === null ? [] : [key])));
    return { name, keys: completePair(keys), role: ofSecret.find(({ role }) => role !== null)?.role ?? null };
  });
  const unnamed = new Set(wanted.filter(({ keys }) => keys.length === 0).map(({ name }) => name));
  return {
    wanted: wanted.filter(({ name }) => !unnamed.has(name)),
    unnamed: absent.filter(({ secret, isOptional }) => unnamed.has(secret) && !isOptional),
  };
}

export function describeUnnamed({ secret }: SecretReference): string {
  return `Secret ${secret} is in no manifest and only asked for as a whole: name its keys, as items of the volume or as secretKeyRef`;
}
