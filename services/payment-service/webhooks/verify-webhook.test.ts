import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { verifyWebhook } from './verify-webhook.ts';

/** The published example of Standard Webhooks. */
const secret = 'whsec_plJ3nmyCDGBKInavdOK15jsl';
const body = Buffer.from('{"event_type":"ping","data":{"success":true}}');
const headers = {
  'webhook-id': 'msg_loFOjxBNrRLzqYUf',
  'webhook-timestamp': '1731705121',
  'webhook-signature': 'v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=',
};
const signedAtMs = 1_731_705_121_000;
const verdict = (changes: object = {}, nowMs = signedAtMs) =>
  verifyWebhook({ headers: { ...headers, ...changes }, body }, secret, nowMs);
const badSignature = { refused: 'webhook-signature-invalid' };

describe('a webhook', () => {
  it('is accepted with the signature of the standard’s published example', () => {
    expect(verdict()).toEqual({ webhookId: 'msg_loFOjxBNrRLzqYUf' });
  });

  it('is accepted when one of several signatures is valid', () => {
    const several = `v1,AAAA v1a,ignored ${headers['webhook-signature']}`;
    expect(verdict({ 'webhook-signature': several })).toEqual({ webhookId: 'msg_loFOjxBNrRLzqYUf' });
  });

  it.each([
    ['another id', { 'webhook-id': 'msg_other' }],
    ['another timestamp', { 'webhook-timestamp': '1731705122' }],
    ['another signature', { 'webhook-signature': 'v1,sAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=' }],
    ['a shorter signature', { 'webhook-signature': 'v1,rAvf' }],
    ['another scheme', { 'webhook-signature': headers['webhook-signature'].replace('v1,', 'v0,') }],
    ['no signature', { 'webhook-signature': undefined }],
    ['no id', { 'webhook-id': undefined }],
    ['no timestamp', { 'webhook-timestamp': undefined }],
    ['a timestamp that is not an integer', { 'webhook-timestamp': '1e9' }],
  ])('is refused as wrongly signed with %s', (_change, changes) => {
    expect(verdict(changes)).toEqual(badSignature);
  });

  it('is refused when a byte of the body changed, even JSON whitespace', () => {
    const spaced = Buffer.concat([body, Buffer.from(' ')]);
    expect(verifyWebhook({ headers, body: spaced }, secret, signedAtMs)).toEqual(badSignature);
  });

  it('is refused when it is signed with another secret', () => {
    expect(verifyWebhook({ headers, body }, 'whsec_AAAA', signedAtMs)).toEqual(badSignature);
  });

  it('is refused when its timestamp is more than five minutes in the past or future', () => {
    expect(verdict({}, signedAtMs + 300_000)).toHaveProperty('webhookId');
    expect(verdict({}, signedAtMs + 301_000)).toEqual({ refused: 'webhook-too-old' });
    expect(verdict({}, signedAtMs - 301_000)).toEqual({ refused: 'webhook-too-old' });
  });

  it('is refused for its signature, not its age, when both are invalid', () => {
    expect(verdict({ 'webhook-id': 'msg_other' }, signedAtMs + 900_000)).toEqual(badSignature);
  });

  it('uses a secret without the prefix whsec_ as UTF-8 bytes', () => {
    const signature = createHmac('sha256', 'plain secret')
      .update('wh_1.1731705121.')
      .update(body)
      .digest('base64');
    const plain = { ...headers, 'webhook-id': 'wh_1', 'webhook-signature': `v1,${signature}` };
    expect(verifyWebhook({ headers: plain, body }, 'plain secret', signedAtMs)).toEqual({
      webhookId: 'wh_1',
    });
  });
});
