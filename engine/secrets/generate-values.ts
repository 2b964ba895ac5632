import { randomBytes } from 'node:crypto';
import { generateCertificate } from './generate-certificate.ts';
import type { SecretValues } from './kept-secret.ts';
import type { WantedSecret } from './plan-secrets.ts';

const randomByteCount = 32;

/**
 * Values for the keys that a kept Secret lacks; a key and its certificate are made anew together, since neither serves
 * the other's partner.
 */
export async function generateValues(
  wanted: WantedSecret,
  kept: SecretValues,
  nowMs: number,
): Promise<SecretValues> {
  const missing = wanted.keys.filter((key) => !Object.hasOwn(kept, key));
  const lacksPair = missing.some((key) => key === 'tls.key' || key === 'tls.crt');
  const pair = lacksPair ? await generateCertificate({ name: wanted.name, nowMs }) : {};
  const others = missing
    .filter((key) => !Object.hasOwn(pair, key))
    .map((key) => {
      const isRoleName = key === 'username' && wanted.role !== null;
      return [key, isRoleName ? wanted.role : randomBytes(randomByteCount).toString('base64url')];
    });
  return { ...pair, ...Object.fromEntries(others) };
}
