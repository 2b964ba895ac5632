import type { SecretReference } from '../manifests/index.ts';
import { secretErrors } from './errors.ts';

/** A Secret that the manifests name and do not declare. */
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

/**
 * What is to be generated: absent Secrets that somebody needs, with the keys that anybody names. Optional ones stay
 * absent.
 */
export function planSecrets(
  references: readonly SecretReference[],
  declared: ReadonlySet<string>,
): readonly WantedSecret[] {
  const absent = references.filter(({ secret }) => !declared.has(secret));
  const needed = new Set(absent.filter(({ isOptional }) => !isOptional).map(({ secret }) => secret));
  return [...needed].sort().map((name) => {
    const ofSecret = absent.filter(({ secret }) => secret === name);
    const keys = new Set(ofSecret.flatMap(({ key }) => (key === null ? [] : [key])));
    if (keys.size === 0) {
      throw secretErrors.create('secret-keys-unnamed', {
        message: `Secret ${name} is in no manifest and only asked for as a whole: name its keys, as items of the volume or as secretKeyRef`,
        details: { secret: name },
      });
    }
    return { name, keys: completePair(keys), role: ofSecret.find(({ role }) => role !== null)?.role ?? null };
  });
}
