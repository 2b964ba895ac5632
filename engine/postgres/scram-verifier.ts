import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';

const iterations = 4096;

/**
 * What PostgreSQL keeps of a password (RFC 5803: `SCRAM-SHA-256$<iterations>:<salt>$<stored key>:<server key>`). Computed here so that
 * the password itself never stands in a statement. For passwords of printable ASCII, which SASLprep leaves as they are.
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16), rounds = iterations): string {
  const salted = pbkdf2Sync(password, salt, rounds, 32, 'sha256');
  const keyed = (text: string) => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(keyed('Client Key')).digest('base64');
  const serverKey = keyed('Server Key').toString('base64');
  return `SCRAM-SHA-256$${rounds}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}

/** Whether a kept verifier was made from this password. */
export function verifiesPassword(verifier: string, password: string): boolean {
  const parts = /^SCRAM-SHA-256\$(\d+):([^$]+)\$/.exec(verifier);
  const [, rounds, salt] = parts ?? [];
  if (rounds === undefined || salt === undefined) return false;
  const expected = Buffer.from(scramVerifier(password, Buffer.from(salt, 'base64'), Number(rounds)));
  const kept = Buffer.from(verifier);
  return kept.length === expected.length && timingSafeEqual(kept, expected);
}

export function isPrintableAscii(password: string): boolean {
  return /^[\x20-\x7e]+$/.test(password);
}
