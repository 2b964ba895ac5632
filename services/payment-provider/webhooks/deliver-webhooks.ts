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
  firstLeaseMs,
  giveUpWebhook,
  markDelivered,
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

export interface WebhookDelivery extends Worker {
  /**
   * Delivers a webhook that this process has committed, and leased by that, after `delayMs`. If it does not come to
   * that, the webhook is due again when the lease ends.
   */
  deliverOwn(webhook: DueWebhook, delayMs: number): void;
}

const mostAtOnce = 8;
/** The answer of the command comes first, so that the webhook finds the merchant informed and has nothing to change. */
const afterAnswerMs = 100;
/** Longest time that a delivery waits to be recorded together with others. */
const gatherMs = 1_000;
/** Longest time until webhooks of another process are noticed. */
const lookEveryMs = 2_000;
const shortestWaitMs = 5;
/** Own webhooks beyond it are left to the looks. */
const mostWaiting = 1_000;
const never = Number.POSITIVE_INFINITY;

/** Webhooks that this process has committed and not yet begun to deliver, by the time of their delivery. */
interface OwnWebhooks {
  add(webhook: DueWebhook, dueAtMs: number): void;
  /** Removes and returns the next one that is due, without those whose leases ended while they waited. */
  takeDue(nowMs: number): DueWebhook | undefined;
  nextDueMs(): number;
}

function createOwnWebhooks(): OwnWebhooks {
  let waiting: { readonly webhook: DueWebhook; readonly dueAtMs: number }[] = [];
  return {
    add(webhook, dueAtMs) {
      if (waiting.length >= mostWaiting) return;
      waiting.push({ webhook, dueAtMs });
      waiting.sort((one, other) => one.dueAtMs - other.dueAtMs);
    },
    takeDue(nowMs) {
      // Another process may have leased them by now.
      waiting = waiting.filter(({ dueAtMs }) => nowMs - dueAtMs < firstLeaseMs);
      return (waiting[0]?.dueAtMs ?? never) <= nowMs ? waiting.shift()?.webhook : undefined;
    },
    nextDueMs: () => waiting[0]?.dueAtMs ?? never,
  };
}

/** Deliveries that are recorded together, some time after the first of them. */
interface DeliveryRecord {
  add(webhookId: string, nowMs: number): void;
  dueMs(): number;
  write(): Promise<void>;
}

function createDeliveryRecord(database: Pool): DeliveryRecord {
  let delivered: string[] = [];
  let recordAtMs = never;
  return {
    add(webhookId, nowMs) {
      delivered.push(webhookId);
      recordAtMs = Math.min(recordAtMs, nowMs + gatherMs);
    },
    dueMs: () => recordAtMs,
    async write() {
      const ids = delivered;
      if (ids.length === 0) return;
      await markDelivered(database, ids);
      delivered = delivered.slice(ids.length);
      recordAtMs = delivered.length > 0 ? recordAtMs + gatherMs : never;
    },
  };
}

/**
 * Delivers webhooks at least once, in no particular order: own ones from memory, those of processes that have ended and
 * those that failed before from the table.
 */
export function createWebhookDelivery(options: WebhookDeliveryOptions): WebhookDelivery {
  const { database, clock } = options;
  const waker = createWaker(clock);
  const own = createOwnWebhooks();
  const record = createDeliveryRecord(database);
  const running = new Set<Promise<void>>();
  const free = () => mostAtOnce - running.size;
  let lookAtMs = 0;

  function start(webhook: DueWebhook): void {
    const run = deliver(webhook, options).then((outcome) => {
      running.delete(run);
      if (outcome === 'delivered') record.add(webhook.id, clock.now());
      else if (outcome !== 'given-up') lookAtMs = Math.min(lookAtMs, clock.now() + outcome.afterMs);
      waker.wake();
    });
    running.add(run);
  }

  function startOwn(): void {
    while (free() > 0) {
      const webhook = own.takeDue(clock.now());
      if (webhook === undefined) return;
      start(webhook);
    }
  }

  async function look(): Promise<void> {
    const most = free();
    if (clock.now() < lookAtMs || most === 0) return;
    lookAtMs = clock.now() + lookEveryMs;
    const due = await takeDueWebhooks(database, most);
    for (const webhook of due) start(webhook);
    if (due.length === most) lookAtMs = 0;
  }

  return {
    name: 'webhook-delivery',
    deliverOwn(webhook, delayMs) {
      own.add(webhook, clock.now() + Math.max(afterAnswerMs, delayMs));
      waker.wake();
    },
    async run(signal) {
      try {
        while (!signal.aborted) {
          startOwn();
          await look();
          if (clock.now() >= record.dueMs()) await record.write();
          const startMs = free() > 0 ? Math.min(own.nextDueMs(), lookAtMs) : never;
          const waitMs = Math.min(startMs, record.dueMs(), clock.now() + lookEveryMs) - clock.now();
          await waker.wait(Math.max(shortestWaitMs, waitMs), signal);
        }
      } finally {
        await Promise.all(running);
        await record.write();
      }
    },
  };
}

type Outcome = 'delivered' | 'given-up' | { readonly afterMs: number };

/** Attempts within the interaction of the request that changed the charge, which is recorded as the cause. */
function deliver(webhook: DueWebhook, options: WebhookDeliveryOptions): Promise<Outcome> {
  const { correlationId, causationId } = webhook;
  return withInteraction({ correlationId, messageId: causationId }, () => attempt(webhook, options));
}

async function attempt(webhook: DueWebhook, options: WebhookDeliveryOptions): Promise<Outcome> {
  const { id, attempts, copiesLeft } = webhook;
  let sent = 0;
  try {
    for (; sent < copiesLeft; sent += 1) await send(webhook, options);
    return 'delivered';
  } catch (error) {
    const next = decideRedelivery(attempts);
    options.logger.warn({ err: error, webhookId: id, attempts, next }, 'the delivery of a webhook failed');
    return await storeFailure(webhook, copiesLeft - sent, next, options);
  }
}

async function storeFailure(
  { id }: DueWebhook,
  copiesLeft: number,
  next: ReturnType<typeof decideRedelivery>,
  { database, logger }: WebhookDeliveryOptions,
): Promise<Outcome> {
  try {
    if (next === 'give-up') await giveUpWebhook(database, id);
    else await postponeWebhook(database, { id, copiesLeft, afterMs: next.afterMs });
  } catch (error) {
    // It is due again when its lease ends.
    logger.warn({ err: error, webhookId: id }, 'the failed delivery of a webhook could not be recorded');
  }
  return next === 'give-up' ? 'given-up' : next;
}

async function send(
  { id, payload }: DueWebhook,
  { client, secret, clock }: WebhookDeliveryOptions,
): Promise<void> {
  const timestampSeconds = Math.floor(clock.now() / 1_000);
  await client.send({
    method: 'POST',
    path: '',
    body: payload,
    headers: signWebhook({ id, timestampSeconds, payload }, secret),
    // A 2xx confirms the delivery; the body is ignored.
    expects: (_body): _body is unknown => true,
  });
}
