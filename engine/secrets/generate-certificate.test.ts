import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { generateCertificate } from './generate-certificate.ts';

const nowMs = Date.UTC(2026, 10, 22, 12, 0, 0);

test('a certificate belongs to its key, is signed with it, and says whose and how long', async () => {
  const pair = await generateCertificate({ name: 'web-signing', nowMs });
  const key = createPrivateKey(pair['tls.key']);
  const certificate = new X509Certificate(pair['tls.crt']);
  expect(key.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
  expect(pair['tls.key']).toMatch(/^-----BEGIN PRIVATE KEY-----/);
  expect(certificate.checkPrivateKey(key)).toBe(true);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.subject).toBe('CN=web-signing');
  expect(certificate.issuer).toBe('CN=web-signing');
  expect(certificate.checkHost('web-signing')).toBe('web-signing');
  expect(certificate.ca).toBe(false);
  expect(new Date(certificate.validFrom).getTime()).toBeLessThan(nowMs);
  expect(new Date(certificate.validTo).getUTCFullYear()).toBe(2036);
});

test('a name longer than a common name may be stands whole among the alternative names', async () => {
  const name = `${'a'.repeat(60)}.${'b'.repeat(60)}`;
  const certificate = new X509Certificate((await generateCertificate({ name, nowMs }))['tls.crt']);
  expect(certificate.subject).toBe(`CN=${name.slice(0, 64)}`);
  expect(certificate.subjectAltName).toBe(`DNS:${name}`);
});

test('no two certificates are alike', async () => {
  const [first, second] = await Promise.all([1, 2].map(() => generateCertificate({ name: 'web', nowMs })));
  expect(first?.['tls.key']).not.toBe(second?.['tls.key']);
  const serials = [first, second].map((pair) => new X509Certificate(pair?.['tls.crt'] ?? '').serialNumber);
  expect(new Set(serials).size).toBe(2);
});

test('the certificate of a server on loopback stands for its addresses and is its own authority', async () => {
  const request = { name: 'localhost', addresses: ['127.0.0.1', '::1'], isAuthority: true, nowMs };
  const certificate = new X509Certificate((await generateCertificate(request))['tls.crt']);
  expect(certificate.ca).toBe(true);
  expect(certificate.checkHost('localhost')).toBe('localhost');
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(certificate.checkIP('::1')).toBe('::1');
});
