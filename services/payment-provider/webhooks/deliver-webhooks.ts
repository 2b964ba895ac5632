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

export interface WebhookDeliveryOptions {
  readonly database: Pool;
  /** Its base address is the merchant's webhook address. */
  readonly client: HttpClient;
  readonly secret: string;
  readonly logger: Logger;
  readonly clock: Clock;
}

export interface WebhookDelivery extends Worker {
  /** A webhook was committed; without it, webhooks wait for the next look. */
  wake(): void;
}

const batchSize = 8;
/** How long another process's webhooks can go unseen. */
const longestWaitMs = 2_000;
const shortestWaitMs = 10;

/** Sends webhooks until the merchant takes them: at least once, in no particular order. */
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

/** An attempt is caused by the request that changed the charge, and belongs to that request's interaction. */
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
      // Taken is taken, whatever the merchant says to it.
      expects: (_body): _body is unknown => true,
    });
  } catch (error) {
    const next = decideRedelivery(attempts);
    logger.warn({ err: error, webhookId: id, attempts, next }, 'a webhook was not taken');
    if (next === 'give-up') await giveUpWebhook(database, id);
    else await postponeWebhook(database, id, next.afterMs);
    return;
  }
  await markDelivered(database, id);
}
