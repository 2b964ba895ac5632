import { CompactSign, exportJWK, generateKeyPair, SignJWT } from 'jose';
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

/**
 * A token whose claims are written as JSON text over the genuine ones, such as numbers that JavaScript cannot
 * represent.
 */
async function signedText(claims: string): Promise<string> {
  const issuedAt = Math.floor(Date.now() / 1000);
  const base = `"sub":"customer-001","roles":["customer"],"iss":"${issuer}","aud":"${audience}","iat":${issuedAt},"exp":${issuedAt + 60}`;
  return new CompactSign(new TextEncoder().encode(`{${base},${claims.slice(1)}`))
    .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: 'k1' })
    .sign(keys.privateKey);
}

/** Options of a verifier except its clock. */
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
  it('that is genuine identifies the caller', async () => {
    expect(await verifier.verify(`Bearer ${await token()}`)).toEqual({
      customerId: 'customer-001',
      roles: ['customer'],
    });
  });

  it.each(['bearer ', 'BEARER ', 'Bearer  ', 'bEaReR    '])('is accepted after %j', async (scheme) => {
    expect(await verifier.verify(`${scheme}${await token()}`)).toMatchObject({ customerId: 'customer-001' });
  });

  it('that was verified before is refused once it has expired', async () => {
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
    ['has an empty list of roles', { claims: { roles: [] } }],
  ])('that %s is refused', async (_name, options) => {
    await expect(verifier.verify(`Bearer ${await token(options)}`)).rejects.toMatchObject({
      kind: 'unauthenticated',
    });
  });

  const now = Math.floor(Date.now() / 1000);
  const year = 365 * 86_400;
  it.each<[string, string]>([
    ['issued far ahead', `{"iat":${now + 3_600}}`],
    ['issued two minutes ahead', `{"iat":${now + 120}}`],
    ['issued before the epoch', '{"iat":-1}'],
    ['issued within a second', `{"iat":${now - 0.5}}`],
    ['issued at a time in text', `{"iat":"${now}"}`],
    ['issued never', '{"iat":null}'],
    ['issued after its expiry', `{"iat":${now + 50},"exp":${now + 40}}`],
    ['issued decades before its expiry', '{"iat":0}'],
    ['that expires in ten years', `{"exp":${now + 10 * year}}`],
    ['that expires in a year', `{"exp":${now + year}}`],
    ['that expires in 31 days', `{"exp":${now + 31 * 86_400}}`],
    ['that expires in milliseconds', `{"exp":${Date.now() + 60_000}}`],
    ['that expires within a second', `{"exp":${now + 60.5}}`],
    ['that expires before the epoch', '{"exp":-1}'],
    ['that never expires', '{"exp":1e400}'],
    ['that expired before time', '{"exp":-1e400}'],
    ['whose expiry is no safe integer', '{"exp":9007199254740993}'],
    ['whose expiry is a list', `{"exp":[${now + 60}]}`],
    ['whose expiry is true', '{"exp":true}'],
    ['valid from a time in text', `{"nbf":"${now - 60}"}`],
    ['valid from within a second', `{"nbf":${now - 60.5}}`],
    ['valid from before the epoch', '{"nbf":-1e400}'],
    ['valid from nowhere', '{"nbf":null}'],
    ['of an empty subject', '{"sub":""}'],
    ['of a blank subject', '{"sub":"  "}'],
    ['of a subject within spaces', '{"sub":" customer-001"}'],
    ['of a numeric subject', '{"sub":1}'],
    ['of a subject that is a list', '{"sub":["customer-001"]}'],
    ['of a subject that is an object', '{"sub":{"id":"customer-001"}}'],
    ['of a subject that is null', '{"sub":null}'],
    ['of a subject of 256 characters', `{"sub":"${'x'.repeat(256)}"}`],
    ['of a subject with a control character', '{"sub":"customer-001\\u0000"}'],
    ['of a subject with a line feed', '{"sub":"customer-001\\n"}'],
    ['of a subject with half a character', '{"sub":"customer-001\\ud800"}'],
  ])('%s is refused', async (_name, claims) => {
    await expect(verifier.verify(`Bearer ${await signedText(claims)}`)).rejects.toMatchObject({
      kind: 'unauthenticated',
    });
  });

  it.each<[string, string]>([
    ['issued a little ahead, as clocks differ', `{"iat":${now + 30}}`],
    ['good for a day', `{"exp":${now + 86_400}}`],
    ['good for 30 days', `{"exp":${now + 30 * 86_400}}`],
    ['valid from now on', `{"nbf":${now}}`],
    ['of an identity provider’s subject', '{"sub":"auth0|5f7c8ec7c33c6c004bbafe82"}'],
    ['of a subject of 255 characters', `{"sub":"${'x'.repeat(255)}"}`],
  ])('%s is accepted', async (_name, claims) => {
    expect(await verifier.verify(`Bearer ${await signedText(claims)}`)).toMatchObject({
      roles: ['customer'],
    });
  });

  it('may live as long as the setting allows', async () => {
    const strict = createTokenVerifier({
      ...(await trusted()),
      clock: { now: () => Date.now(), wait: async () => undefined },
      longestLifetimeHours: 1,
    });
    expect(await strict.verify(`Bearer ${await signedText(`{"exp":${now + 3_600}}`)}`)).toBeDefined();
    const tooLong = await signedText(`{"exp":${now + 3_700}}`);
    await expect(strict.verify(`Bearer ${tooLong}`)).rejects.toThrow(/lives longer/);
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

  it('whose last character has non-zero trailing bits is refused', async () => {
    const genuine = await token();
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(genuine.at(-1) ?? 'A');
    const stray = genuine.slice(0, -1) + alphabet[last ^ 1];
    await expect(verifier.verify(`Bearer ${stray}`)).rejects.toThrow(/not well-formed/);
  });
});
