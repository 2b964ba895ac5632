import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

type WebhookVerdict =
  | { readonly webhookId: string }
  | { readonly refused: 'webhook-signature-invalid' | 'webhook-too-old' };

interface ReceivedWebhook {
  readonly headers: IncomingHttpHeaders;
  /** The raw bytes of the body: the signature does not hold for re-serialized JSON. */
  readonly body: Buffer;
}

const toleranceSeconds = 300;
const mostSignatures = 10;

/** A secret with the prefix `whsec_` is base64; any other secret is used as UTF-8 bytes. */
function keyOf(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);
}

function isEqual(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

/**
 * Verifies a webhook as Standard Webhooks defines: the signature over the raw bytes, compared in constant time, then
 * the age. The age is only reported for a valid signature.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function verifyWebhook(received: ReceivedWebhook, secret: string, nowMs: number): WebhookVerdict {
  const { headers, body } = received;
  const {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures,
  } = headers as Record<string, string | undefined>;
  const refused = { refused: 'webhook-signature-invalid' } as const;
  if (id === undefined || timestamp === undefined || signatures === undefined) return refused;
  if (!/^[\w.-]{1,128}$/.test(id) || !/^\d{1,12}$/.test(timestamp)) return refused;
  const expected = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest();
  // During a rotation of the secret a webhook carries several signatures.
  const candidates = signatures.split(' ', mostSignatures).filter((candidate) => candidate.startsWith('v1,'));
  const isSigned = candidates.some((candidate) =>
    isEqual(Buffer.from(candidate.slice(3), 'base64'), expected),
  );
  if (!isSigned) return refused;
  const ageSeconds = Math.abs(nowMs / 1_000 - Number(timestamp));
  return ageSeconds > toleranceSeconds ? { refused: 'webhook-too-old' } : { webhookId: id };
}
