import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  bitString,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  time,
  trueValue,
  utf8String,
} from './der.ts';

export interface CertificatePair {
  /** PKCS#8, PEM. */
  readonly 'tls.key': string;
  /** X.509, PEM, signed with the key itself. */
  readonly 'tls.crt': string;
}

const tenYearsMs = 10 * 365 * 24 * 60 * 60 * 1000;
/** Clocks of machines differ a little; a certificate from the future would be refused. */
const leewayMs = 60 * 60 * 1000;

const ecdsaWithSha256 = () => sequence(objectIdentifier('1.2.840.10045.4.3.2'));

/** X.520 gives a common name 64 characters; the whole name stands in the subject's alternative names. */
function distinguishedName(name: string): Buffer {
  return sequence(set(sequence(objectIdentifier('2.5.4.3'), utf8String(name.slice(0, 64)))));
}

function extension(identifier: string, value: Uint8Array, isCritical = false): Buffer {
  const critical = isCritical ? [trueValue()] : [];
  return sequence(objectIdentifier(identifier), ...critical, octetString(value));
}

function extensions(name: string, publicKey: Uint8Array): Buffer {
  const digitalSignature = bitString(Buffer.from([0x80]), 7);
  const keyIdentifier = createHash('sha256').update(publicKey).digest().subarray(0, 20);
  return sequence(
    extension('2.5.29.19', sequence(), true),
    extension('2.5.29.15', digitalSignature, true),
    extension('2.5.29.17', sequence(implicit(2, Buffer.from(name)))),
    extension('2.5.29.14', octetString(keyIdentifier)),
  );
}

function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  // Positive and without a leading zero byte, whatever was drawn.
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return integer(bytes);
}

interface Validity {
  readonly name: string;
  readonly nowMs: number;
}

function toBeSigned({ name, nowMs }: Validity, publicKey: Uint8Array): Buffer {
  const version3 = explicit(0, integer(Buffer.from([2])));
  const validity = sequence(time(nowMs - leewayMs), time(nowMs + tenYearsMs));
  const party = distinguishedName(name);
  const added = explicit(3, extensions(name, publicKey));
  return sequence(version3, serialNumber(), ecdsaWithSha256(), party, validity, party, publicKey, added);
}

function certificate(validity: Validity, publicKey: Uint8Array, privateKey: KeyObject): Buffer {
  const body = toBeSigned(validity, publicKey);
  return sequence(body, ecdsaWithSha256(), bitString(sign('sha256', body, privateKey)));
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/** A fresh EC P-256 key and its self-signed end-entity certificate for one name (RFC 5280). */
export function generateCertificate(validity: Validity): CertificatePair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicInfo = publicKey.export({ type: 'spki', format: 'der' });
  return {
    'tls.key': privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    'tls.crt': pem('CERTIFICATE', certificate(validity, publicInfo, privateKey)),
  };
}
