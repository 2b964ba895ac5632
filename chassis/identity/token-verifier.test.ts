import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTokenVerifier, type TokenVerifier } from './token-verifier.ts';

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;
const issuer = 'urn:petstore:gateway';
const audience = 'petstore';
let keys: Keys;
let verifier: TokenVerifier;

interface TokenOptions {
  readonly alg?: string;
  readonly typ?: string;
  readonly kid?: string;
  readonly claims?: Record<string, unknown>;
  readonly key?: Keys['privateKey'];
}

async function token(options: TokenOptions = {}): Promise<string> {
  const { alg = 'ES256', typ = 'JWT', kid = 'k1', claims = {}, key = keys.privateKey } = options;
  const nowSeconds = Math.floor(Date.now() / 1000);
  const base = {
    sub: 'customer-001',
    roles: ['customer'],
    iss: issuer,
    aud: audience,
    iat: nowSeconds,
    exp: nowSeconds + 60,
  };
  const payload = Object.fromEntries(
    Object.entries({ ...base, ...claims }).filter(([, value]) => value !== undefined),
  );
  return new SignJWT(payload).setProtectedHeader({ alg, typ, kid }).sign(key);
}

/** What a verifier needs besides a clock. */
async function trusted() {
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' };
  return { fetchKeys: async () => ({ keys: [jwk] }), issuer, audience };
}

beforeAll(async () => {
  keys = await generateKeyPair('ES256', { extractable: true });
  verifier = createTokenVerifier({
    ...(await trusted()),
    clock: { now: () => Date.now(), wait: async () => undefined },
  });
});

describe('a token', () => {
  it('that is genuine tells who calls', async () => {
    expect(await verifier.verify(`Bearer ${await token()}`)).toEqual({
      customerId: 'customer-001',
      roles: ['customer'],
    });
  });

  it.each(['bearer ', 'BEARER ', 'Bearer  ', 'bEaReR    '])('is taken after %j', async (scheme) => {
    expect(await verifier.verify(`${scheme}${await token()}`)).toMatchObject({ customerId: 'customer-001' });
  });

  it('that was verified is refused all the same once it has expired', async () => {
    let nowMs = Date.now();
    const patient = createTokenVerifier({
      ...(await trusted()),
      clock: { now: () => nowMs, wait: async () => undefined },
    });
    const authorization = `Bearer ${await token()}`;
    expect(await patient.verify(authorization)).toEqual(await patient.verify(authorization));
    nowMs += 60_000;
    await expect(patient.verify(authorization)).rejects.toThrow(/has expired/);
  });

  const past = Math.floor(Date.now() / 1000) - 10;
  it.each<[string, TokenOptions]>([
    ['is expired', { claims: { exp: past } }],
    ['has no expiry', { claims: { exp: undefined } }],
    ['has an expiry in text', { claims: { exp: 'tomorrow' } }],
    ['is not valid yet', { claims: { nbf: past + 1_000 } }],
    ['has another issuer', { claims: { iss: 'urn:other' } }],
    ['has another audience', { claims: { aud: 'other' } }],
    ['has another type', { typ: 'at+jwt' }],
    ['names an unknown key', { kid: '../../etc/passwd' }],
    ['has no subject', { claims: { sub: undefined } }],
    ['has roles that do not exist', { claims: { roles: ['root'] } }],
    ['has no roles', { claims: { roles: undefined } }],
  ])('that %s is refused', async (_name, options) => {
    await expect(verifier.verify(`Bearer ${await token(options)}`)).rejects.toMatchObject({
      kind: 'unauthenticated',
    });
  });

  it('signed with another key is refused', async () => {
    const other = await generateKeyPair('ES256');
    await expect(verifier.verify(`Bearer ${await token({ key: other.privateKey })}`)).rejects.toThrow(
      /not valid/,
    );
  });

  it('without a signature or with algorithm none is refused', async () => {
    const [, payload] = (await token()).split('.');
    for (const alg of ['none', 'nOnE', 'HS256']) {
      const header = Buffer.from(JSON.stringify({ alg, typ: 'JWT', kid: 'k1' })).toString('base64url');
      await expect(verifier.verify(`Bearer ${header}.${payload}.`)).rejects.toMatchObject({
        kind: 'unauthenticated',
      });
      await expect(verifier.verify(`Bearer ${header}.${payload}.AAAA`)).rejects.toMatchObject({
        kind: 'unauthenticated',
      });
    }
  });

  it.each(['==', ' ', '\n', '.'])('followed by %j is refused', async (tail) => {
    await expect(verifier.verify(`Bearer ${await token()}${tail}`)).rejects.toMatchObject({
      kind: 'unauthenticated',
    });
  });

  it('whose last character carries stray bits is refused', async () => {
    const genuine = await token();
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(genuine.at(-1) ?? 'A');
    const stray = genuine.slice(0, -1) + alphabet[last ^ 1];
    await expect(verifier.verify(`Bearer ${stray}`)).rejects.toThrow(/not well-formed/);
  });
});
