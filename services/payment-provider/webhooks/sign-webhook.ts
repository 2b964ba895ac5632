import { createHmac } from 'node:crypto';

export interface WebhookMessage {
  readonly id: string;
  /** Seconds since the epoch, at the time of this attempt. */
  readonly timestampSeconds: number;
  readonly payload: string;
}

/** A secret with the standard's prefix is base64; any other is taken as its bytes. */
function keyOf(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);
}

/**
 * Headers of a signed webhook: HMAC-SHA256 over `id.timestamp.payload`.
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
