import { withInteraction } from '@petstore/chassis/correlation';
import type { HttpClient } from '@petstore/chassis/http';
import type { Logger } from '@petstore/chassis/logging';
import type { Pool } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import type { Worker } from '@petstore/chassis/workers';
import { createWaker } from '@petstore/chassis/workers';
import { decideRedelivery } from './decide-redelivery.ts';
import { signWebhook } from './sign-webhook.ts';
import {
  type DueWebhook,
  giveUpWebhook,
  markDelivered,
  msUntilNextWebhook,
  postponeWebhook,
  takeDueWebhooks,
} from './webhook-store.ts';

interface WebhookDeliveryOptions {
  readonly database: Pool;
  /** Client whose base URL is the merchant's webhook endpoint. */
  readonly client: HttpClient;
  readonly secret: string;
  readonly logger: Logger;
  readonly clock: Clock;
}

interface WebhookDelivery extends Worker {
  /** Starts a poll at once after a webhook was committed; without it, the webhook waits for the next poll. */
  wake(): void;
}

const batchSize = 8;
/** Longest delay before webhooks of another process are noticed. */
const longestWaitMs = 2_000;
const shortestWaitMs = 10;

/** Delivers webhooks at least once, in no particular order. */
export function createWebhookDelivery(options: WebhookDeliveryOptions): WebhookDelivery {
  const { database, clock } = options;
  const waker = createWaker(clock);
  return {
    name: 'webhook-delivery',
    wake: () => waker.wake(),
    async run(signal) {
      while (!signal.aborted) {
        const due = await takeDueWebhooks(database, batchSize);
        await Promise.all(due.map((webhook) => deliver(webhook, options)));
        if (due.length > 0) continue;
        const waitMs = (await msUntilNextWebhook(database)) ?? longestWaitMs;
        await waker.wait(Math.min(longestWaitMs, Math.max(shortestWaitMs, waitMs)), signal);
      }
    },
  };
}

/** Attempts within the interaction of the request that changed the charge, which is recorded as the cause. */
function deliver(webhook: DueWebhook, options: WebhookDeliveryOptions): Promise<void> {
  const { correlationId, causationId } = webhook;
  return withInteraction({ correlationId, messageId: causationId }, () => attempt(webhook, options));
}

async function attempt(webhook: DueWebhook, options: WebhookDeliveryOptions): Promise<void> {
  const { database, client, secret, logger, clock } = options;
  const { id, payload, attempts } = webhook;
  const timestampSeconds = Math.floor(clock.now() / 1_000);
  try {
    await client.send({
      method: 'POST',
      path: '',
      body: payload,
      headers: signWebhook({ id, timestampSeconds, payload }, secret),
      // A 2xx confirms the delivery; the body is ignored.
      expects: (_body): _body is unknown => true,
    });
  } catch (error) {
    const next = decideRedelivery(attempts);
    logger.warn({ err: error, webhookId: id, attempts, next }, 'the delivery of a webhook failed');
    if (next === 'give-up') await giveUpWebhook(database, id);
    else await postponeWebhook(database, id, next.afterMs);
    return;
  }
  await markDelivered(database, id);
}
