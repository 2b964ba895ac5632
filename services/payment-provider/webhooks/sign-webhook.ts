import { createHmac } from 'node:crypto';

interface WebhookMessage {
  readonly id: string;
  /** Time of this attempt in seconds since the epoch. */
  readonly timestampSeconds: number;
  readonly payload: string;
}

/** A secret with the prefix `whsec_` is base64; any other secret is used as UTF-8 bytes. */
function keyOf(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);
}

/**
 * Returns the headers of a signed webhook: HMAC-SHA256 over `id.timestamp.payload`, as Standard Webhooks defines.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signWebhook(message: WebhookMessage, secret: string): Record<string, string> {
  const { id, timestampSeconds, payload } = message;
  const signature = createHmac('sha256', keyOf(secret))
    .update(`${id}.${timestampSeconds}.${payload}`)
    .digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': `v1,${signature}`,
  };
}
