import { randomBytes } from 'node:crypto';
import { generateCertificate } from '../../secrets/generate-certificate.ts';
import { keepSecret, prepareDirectory, readKeptSecret } from '../../secrets/kept-secret.ts';

/** What the API of a data folder proves itself with, and what its callers prove themselves with. */
export interface ClusterCredentials {
  /** X.509, PEM; clients trust it as its own authority. */
  readonly certificate: string;
  /** PKCS#8, PEM. */
  readonly key: string;
  readonly token: string;
}

const fileName = 'cluster-api';
const tokenBytes = 32;

/**
 * The credentials of a data folder, made at its first start and kept for its owner alone, so that a kubeconfig stays
 * valid over restarts. Throws `secret-file-broken` for a file that is none.
 */
export async function prepareCredentials(directory: string, nowMs: number): Promise<ClusterCredentials> {
  await prepareDirectory(directory);
  const kept = await readKeptSecret(directory, fileName);
  const { 'tls.crt': certificate, 'tls.key': key, token } = kept ?? {};
  if (certificate !== undefined && key !== undefined && token !== undefined)
    return { certificate, key, token };
  const made = {
    ...(await generateCertificate({
      name: 'localhost',
      addresses: ['127.0.0.1', '::1'],
      isAuthority: true,
      nowMs,
    })),
    token: randomBytes(tokenBytes).toString('base64url'),
  };
  await keepSecret(directory, fileName, made);
  return { certificate: made['tls.crt'], key: made['tls.key'], token: made.token };
}
