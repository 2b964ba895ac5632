import { KeyObject, randomBytes, webcrypto } from 'node:crypto';

interface CertificatePair {
  /** PKCS#8, PEM. */
  readonly 'tls.key': string;
  /** X.509, PEM, signed with the key itself. */
  readonly 'tls.crt': string;
}

interface CertificateRequest {
  readonly name: string;
  readonly nowMs: number;
  /** IP addresses that it also stands for. */
  readonly addresses?: readonly string[];
  /** Clients that trust a certificate as the root of others want it to be one (RFC 5280, 4.2.1.9). */
  readonly isAuthority?: boolean;
}

const tenYearsMs = 10 * 365 * 24 * 60 * 60 * 1000;
/** Clocks of machines differ a little; a certificate from the future would be refused. */
const leewayMs = 60 * 60 * 1000;
/** X.520 gives a common name 64 characters; the whole name stands in the subject's alternative names. */
const longestCommonName = 64;
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** A positive serial number without a leading zero byte (RFC 5280, 4.1.2.2). */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x3f) | 0x40, 0);
  return bytes.toString('hex');
}

/** A fresh EC P-256 key and its self-signed certificate, of an end entity unless said otherwise (RFC 5280). */
export async function generateCertificate(request: CertificateRequest): Promise<CertificatePair> {
  const { name, nowMs, addresses = [], isAuthority = false } = request;
  // Loaded when a certificate is made, once in the life of a data folder: it costs a few hundred milliseconds.
  const x509 = await import('./x509-library.ts');
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serialNumber(),
      name: [{ CN: [name.slice(0, longestCommonName)] }],
      notBefore: new Date(nowMs - leewayMs),
      notAfter: new Date(nowMs + tenYearsMs),
      keys,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(isAuthority, undefined, true),
        new x509.KeyUsagesExtension(
          x509.KeyUsageFlags.digitalSignature | (isAuthority ? x509.KeyUsageFlags.keyCertSign : 0),
          true,
        ),
        new x509.SubjectAlternativeNameExtension([
          { type: 'dns', value: name },
          ...addresses.map((value) => ({ type: 'ip' as const, value })),
        ]),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    },
    webcrypto,
  );
  const privateKey = KeyObject.from(keys.privateKey);
  return {
    'tls.key': privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    'tls.crt': `${certificate.toString('pem')}\n`,
  };
}
