import { type CryptoKey, calculateJwkThumbprint, exportJWK, importPKCS8, type JSONWebKeySet } from 'jose';
import { gatewayErrors } from '../errors.ts';

export interface SigningKey {
  readonly keyId: string;
  readonly privateKey: CryptoKey;
  /** The public key as served at `/.well-known/jwks.json`. */
  readonly keySet: JSONWebKeySet;
}

/**
 * Reads the PEM of an EC P-256 private key. Its id is the RFC 7638 thumbprint, so replicas with the same key use the
 * same id. Throws `signing-key-invalid`.
 */
export async function readSigningKey(pem: string): Promise<SigningKey> {
  try {
    const privateKey = await importPKCS8(pem, 'ES256', { extractable: true });
    const { kty, crv, x, y } = await exportJWK(privateKey);
    if (kty !== 'EC' || crv !== 'P-256' || x === undefined || y === undefined)
      throw new TypeError('not an EC P-256 key');
    const publicKey = { kty, crv, x, y };
    const keyId = await calculateJwkThumbprint(publicKey);
    return { keyId, privateKey, keySet: { keys: [{ ...publicKey, kid: keyId, alg: 'ES256', use: 'sig' }] } };
  } catch (error) {
    throw gatewayErrors.create('signing-key-invalid', { cause: error });
  }
}
