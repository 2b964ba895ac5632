import { expect, it } from 'vitest';
import { signWebhook } from './sign-webhook.ts';

const message = {
  id: 'msg_loFOjxBNrRLzqYUf',
  timestampSeconds: 1_731_705_121,
  payload: '{"event_type":"ping","data":{"success":true}}',
};

it('gives the signature of the published example of Standard Webhooks', () => {
  expect(signWebhook(message, 'whsec_plJ3nmyCDGBKInavdOK15jsl')).toEqual({
    'webhook-id': 'msg_loFOjxBNrRLzqYUf',
    'webhook-timestamp': '1731705121',
    'webhook-signature': 'v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=',
  });
});

it('covers id, timestamp and every byte of the payload', () => {
  const signature = (changed: Partial<typeof message>, secret = 'secret') =>
    signWebhook({ ...message, ...changed }, secret)['webhook-signature'];
  const changes = [
    { id: 'msg_other' },
    { timestampSeconds: 1_731_705_122 },
    { payload: `${message.payload} ` },
  ];
  const all = [signature({}), signature({}, 'another'), ...changes.map((change) => signature(change))];
  expect(new Set(all).size).toBe(all.length);
});
