import type { DeclaredObjects, ObjectFinding } from './declared-objects.ts';
import type { Secret } from './schemas/secret.ts';
import { type SecretReference, secretReferences } from './secret-references.ts';
import { decodeSecretValue, secretValues } from './secret-values.ts';

function encodingFindings(object: Secret): ObjectFinding[] {
  return Object.entries(object.data ?? {})
    .filter(([, value]) => decodeSecretValue(value) === null)
    .map(([key]) => ({
      object,
      path: ['data', key],
      message: 'must be the base64 of a UTF-8 text: encode it, or write it under stringData',
    }));
}

/** A Secret that is generated has the keys that somebody names; a place that takes them all cannot name them. */
function unnamedKeys(references: readonly SecretReference[]): ObjectFinding[] {
  const named = new Set(references.filter(({ key }) => key !== null).map(({ secret }) => secret));
  return references
    .filter(({ secret, key, isOptional }) => key === null && !isOptional && !named.has(secret))
    .map(({ secret, object, path }) => ({
      object,
      path,
      message: `Secret ${secret} is in no manifest, so it is generated here, but nothing says with which keys: name them, as items of the volume or as secretKeyRef`,
    }));
}

function missingKey(
  { secret, key, object, path }: SecretReference,
  values: Readonly<Record<string, string>>,
) {
  if (key === null || Object.hasOwn(values, key)) return [];
  const message = `Secret ${secret} has no key ${key}: add it, or name one of ${Object.keys(values).join(', ') || 'its keys'}`;
  return [{ object, path, message }];
}

/** CloudNativePG refuses a password Secret whose `username` is not the role. */
function strangeUser(
  { role, key, object, path, secret }: SecretReference,
  values: Readonly<Record<string, string>>,
) {
  if (role === null || key !== 'username' || values['username'] === undefined || values['username'] === role)
    return [];
  return [{ object, path, message: `Secret ${secret} must have the name of the role as its username` }];
}

/** Two roles cannot both be the `username` of one Secret. */
function sharedBetweenRoles(references: readonly SecretReference[]): ObjectFinding[] {
  const owners = new Map<string, string>();
  return references.flatMap(({ secret, role, key, object, path }): ObjectFinding[] => {
    if (role === null || key !== 'username') return [];
    const owner = owners.get(secret) ?? role;
    owners.set(secret, owner);
    if (owner === role) return [];
    return [
      { object, path, message: `Secret ${secret} is that of role ${owner} already: give each role its own` },
    ];
  });
}

/** Secrets may be missing (they are generated); those that are declared must hold what is asked of them. */
export function checkSecrets({ readable, isDeclared }: DeclaredObjects): ObjectFinding[] {
  const references = secretReferences({ deployments: readable.Deployment, clusters: readable.Cluster });
  const declared = new Map(readable.Secret.map((secret) => [secret.metadata.name, secretValues(secret)]));
  const required = references.filter(({ isOptional }) => !isOptional);
  const ofDeclared = required.flatMap((reference) => {
    const values = declared.get(reference.secret);
    if (values === undefined) return [];
    return [...missingKey(reference, values), ...strangeUser(reference, values)];
  });
  return [
    ...readable.Secret.flatMap(encodingFindings),
    ...ofDeclared,
    ...sharedBetweenRoles(references),
    ...unnamedKeys(references.filter(({ secret }) => !isDeclared('Secret', secret))),
  ];
}
