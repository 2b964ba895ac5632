/**
 * The Secrets that pods and roles are given: those of the manifests, and generated ones for names that no manifest
 * declares. Never logs a value.
 */
export { secretErrors } from './errors.ts';
export { readKeptSecret } from './kept-secret.ts';
export { resolveSecrets, type SecretOptions, type SecretStore } from './resolve-secrets.ts';
