import { type Clock, systemClock } from '@petstore/chassis/time';
import { type ManifestSet, secretReferences, secretValues } from '../manifests/index.ts';
import { secretErrors } from './errors.ts';
import { generateValues } from './generate-values.ts';
import { keepSecret, prepareDirectory, readKeptSecret, type SecretValues } from './kept-secret.ts';
import { describeUnnamed, planSecrets, type WantedSecret } from './plan-secrets.ts';

/** The Secrets of one namespace on one machine. It prints as names only. */
export interface SecretStore {
  /** Throws `secret-not-known` for a Secret or key that nothing asked for. */
  get(name: string, key: string): string;
  /** Empty for a Secret that does not exist. */
  keys(name: string): readonly string[];
  readonly names: readonly string[];
  /** Names of the Secrets that had values generated in this run. */
  readonly generated: readonly string[];
  /** Writes what was generated into the directory, for the next run. Until then nothing is written. */
  keep(): Promise<void>;
}

export interface SecretOptions {
  /** Where generated Secrets are kept between runs. */
  readonly directory: string;
  readonly clock?: Clock;
}

interface ResolvedSecret {
  readonly name: string;
  readonly values: SecretValues;
  readonly isGenerated: boolean;
  /** It differs from what is kept. */
  readonly isNew: boolean;
}

/**
 * Secrets of the manifests as they stand there; those that are only referred to, generated once, to be kept in
 * `directory`.
 */
export async function resolveSecrets(set: ManifestSet, options: SecretOptions): Promise<SecretStore> {
  const declared = set.secrets.map((secret) => ({
    name: secret.metadata.name,
    values: secretValues(secret),
    isGenerated: false,
    isNew: false,
  }));
  const { wanted, unnamed } = planSecrets(secretReferences(set), new Set(declared.map(({ name }) => name)));
  const [first] = unnamed;
  if (first !== undefined) {
    throw secretErrors.create('secret-keys-unnamed', {
      message: describeUnnamed(first),
      details: { secret: first.secret },
    });
  }
  const resolved = await Promise.all(wanted.map((secret) => resolveOne(secret, options)));
  return storeOf([...declared, ...resolved], options.directory);
}

async function resolveOne(
  wanted: WantedSecret,
  { directory, clock = systemClock }: SecretOptions,
): Promise<ResolvedSecret> {
  const kept = (await readKeptSecret(directory, wanted.name)) ?? {};
  const added = await generateValues(wanted, kept, clock.now());
  const isGenerated = Object.keys(added).length > 0;
  const renamed = wanted.role !== null && wanted.keys.includes('username') ? { username: wanted.role } : {};
  const values = { ...kept, ...added, ...renamed };
  const isNew = isGenerated || values['username'] !== kept['username'];
  return { name: wanted.name, values, isGenerated, isNew };
}

function storeOf(secrets: readonly ResolvedSecret[], directory: string): SecretStore {
  const byName = new Map(secrets.map(({ name, values }) => [name, values]));
  const generated = secrets.filter(({ isGenerated }) => isGenerated).map(({ name }) => name);
  const keys = (name: string) => Object.keys(byName.get(name) ?? {});
  return {
    names: [...byName.keys()],
    generated,
    keys,
    async keep() {
      const added = secrets.filter(({ isNew }) => isNew);
      if (added.length > 0) await prepareDirectory(directory);
      await Promise.all(added.map(({ name, values }) => keepSecret(directory, name, values)));
    },
    get(name, key) {
      const values = byName.get(name);
      if (values !== undefined && Object.hasOwn(values, key)) return values[key] ?? '';
      throw secretErrors.create('secret-not-known', {
        message: `Secret ${name} has no key ${key}; it has ${keys(name).join(', ') || 'none'}`,
        details: { secret: name, key },
      });
    },
  };
}
