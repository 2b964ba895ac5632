/**
 * The Secrets that pods and roles are given: those of the manifests, and generated ones for names that no manifest
 * declares. Never logs a value.
 */
export { secretErrors } from './errors.ts';
export { findSecret } from './find-secret.ts';
export { generateValues } from './generate-values.ts';
export { encodeValues, generatedSecret, isGenerated } from './generated-secret.ts';
export { importKeptSecrets } from './import-kept-secrets.ts';
export { readKeptSecret, type SecretValues } from './kept-secret.ts';
export { describeUnnamed, planSecrets, type WantedSecret } from './plan-secrets.ts';
