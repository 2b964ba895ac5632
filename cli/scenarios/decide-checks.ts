import type { Order } from '@petstore/contracts/http';
import { check, valueOr } from './check.ts';
import type { DemoCheck, DemoStep } from './demo-document.ts';
import type { Evidence } from './evidence.ts';
import { findOrphans } from './find-orphans.ts';

/** The expected result of a journey, to be compared with the records. */
export interface JourneyClaim {
  readonly correlationId: string;
  readonly order: Pick<Order, 'id' | 'status' | 'total'> | null;
  readonly steps: readonly DemoStep[];
  /** Services whose log must name the correlation id. */
  readonly services: readonly string[];
  /** Services that must have sent or received a message of the journey. */
  readonly messageServices: readonly string[];
}

/** Checks the claim that an order was delivered against the records of every service. */
export function decideChecks(claim: JourneyClaim, evidence: Evidence): DemoCheck[] {
  return [
    checkDelivery(claim),
    ...checkLogs(claim, evidence),
    checkOrderEvents(claim, evidence),
    checkPayment(claim, evidence),
    checkBook(claim, evidence),
    checkAnalytics(claim, evidence),
    ...checkMessages(claim, evidence),
  ];
}

function checkDelivery({ order, steps }: JourneyClaim): DemoCheck {
  const failed = steps.find(({ status }) => status === 'failed');
  const words = order === null ? 'no order was placed' : `order ${order.id} is ${order.status}`;
  return check({
    name: 'order delivered',
    unit: 'orders',
    value: order?.status === 'delivered' ? 1 : 0,
    exactly: 1,
    sampleSize: 1,
    otherwise: failed?.error === undefined ? words : `${failed.name}: ${failed.error.message}`,
  });
}

function checkLogs({ services, correlationId }: JourneyClaim, { logLines }: Evidence): DemoCheck[] {
  const { value: lines, trouble } = valueOr(logLines, {});
  return services.map((service) =>
    check({
      name: `log of ${service}`,
      unit: 'lines',
      value: lines[service] ?? 0,
      atLeast: 1,
      sampleSize: 1,
      otherwise: trouble ?? `no line of ${service} names ${correlationId}`,
    }),
  );
}

function checkOrderEvents({ correlationId }: JourneyClaim, { history }: Evidence): DemoCheck {
  const { value, trouble } = valueOr(history, { orderId: '', events: [] });
  const { events } = value;
  const isWhole = events.every(({ version }, index) => version === index + 1);
  const own = events.filter((event) => event.correlationId === correlationId);
  const hasArrived = events.at(-1)?.type === 'OrderDelivered';
  const foreign = `${events.length - own.length} of its events belong to another correlation id`;
  const otherwise = !isWhole ? 'versions are missing' : !hasArrived ? 'it does not end delivered' : foreign;
  return check({
    name: 'order events',
    unit: 'events',
    value: own.length,
    isSound: isWhole && hasArrived,
    exactly: Math.max(1, events.length),
    sampleSize: events.length,
    otherwise: trouble ?? otherwise,
  });
}

function checkPayment({ order }: JourneyClaim, { payments }: Evidence): DemoCheck {
  const { value: rows, trouble } = valueOr(payments, []);
  const good = rows.filter(
    ({ orderId, status, amount, capturedMinor, refundedMinor }) =>
      orderId === order?.id &&
      status === 'captured' &&
      capturedMinor === order.total.amountMinor &&
      amount.amountMinor === order.total.amountMinor &&
      amount.currency === order.total.currency &&
      refundedMinor === 0,
  );
  const seen = rows.map(({ id, status }) => `${id} is ${status}`).join(', ') || 'there is no payment';
  return check({
    name: 'payment row',
    unit: 'payments',
    value: good.length,
    isSound: rows.length === 1,
    exactly: 1,
    sampleSize: rows.length,
    otherwise: trouble ?? seen,
  });
}

function checkBook({ order }: JourneyClaim, { book }: Evidence): DemoCheck {
  const { value: entries, trouble } = valueOr(book, []);
  const total = order?.total;
  const good = (['authorization', 'capture'] as const).filter(
    (kind) =>
      entries.filter(
        (entry) =>
          entry.kind === kind &&
          entry.amount.amountMinor === total?.amountMinor &&
          entry.amount.currency === total.currency,
      ).length === 1,
  );
  const seen = entries.map(({ kind, amount }) => `${kind} of ${amount.amountMinor}`).join(', ');
  return check({
    name: 'provider book',
    unit: 'entries',
    value: good.length,
    isSound: entries.length === good.length,
    exactly: 2,
    sampleSize: entries.length,
    otherwise:
      trouble ??
      `it has ${seen || 'no entry'}; authorization and capture of ${total?.amountMinor ?? 0} are due`,
  });
}

function checkAnalytics({ order, correlationId }: JourneyClaim, { orderFacts }: Evidence): DemoCheck {
  const found = 'value' in orderFacts ? orderFacts.value : null;
  const isKnown =
    found !== null &&
    found.orderId === order?.id &&
    found.correlationId === correlationId &&
    found.status === 'delivered' &&
    found.total.amountMinor === order.total.amountMinor;
  const trouble = 'trouble' in orderFacts ? orderFacts.trouble : null;
  return check({
    name: 'analytics order',
    unit: 'orders',
    value: isKnown ? 1 : 0,
    exactly: 1,
    sampleSize: found === null ? 0 : 1,
    otherwise: trouble ?? `it knows the order as ${found?.status} under ${found?.correlationId}`,
  });
}

function checkMessages({ steps, messageServices }: JourneyClaim, { journey }: Evidence): DemoCheck[] {
  if (journey === null) return [];
  const { value, trouble } = valueOr(journey, null);
  const messages = value?.messages ?? [];
  const sampleSize = messages.length;
  const orphans = findOrphans(messages);
  const missing = messageServices.filter(
    (service) => !messages.some(({ from, to }) => from === service || to === service),
  );
  const ids = new Set(messages.map(({ messageId }) => messageId));
  const asked = steps.filter(({ messageId }) => messageId !== null);
  const lost = asked.filter(({ messageId }) => messageId === null || !ids.has(messageId));
  return [
    check({
      name: 'message causation',
      unit: 'orphans',
      value: orphans.length,
      isSound: sampleSize > 0,
      exactly: 0,
      sampleSize,
      otherwise:
        trouble ?? (orphans.map(({ name, reason }) => `${name}: ${reason}`).join('; ') || 'no message'),
    }),
    check({
      name: 'message services',
      unit: 'services',
      value: messageServices.length - missing.length,
      exactly: messageServices.length,
      sampleSize,
      otherwise: trouble ?? `no message from or to ${missing.join(', ')}`,
    }),
    check({
      name: 'step requests recorded',
      unit: 'requests',
      value: asked.length - lost.length,
      exactly: asked.length,
      sampleSize: asked.length,
      otherwise: trouble ?? `the requests of ${lost.map(({ name }) => name).join(', ')} have no record`,
    }),
  ];
}
