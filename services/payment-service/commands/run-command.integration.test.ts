import { randomUUID } from 'node:crypto';
import { withInteraction } from '@petstore/chassis/correlation';
import type { StoredAnswer } from '@petstore/chassis/idempotency';
import { createLogger } from '@petstore/chassis/logging';
import { createMetrics } from '@petstore/chassis/metrics';
import { type Pool, unnamedStatement } from '@petstore/chassis/postgres';
import { createMortalPool } from '@petstore/chassis/testing';
import { systemClock } from '@petstore/chassis/time';
import type { Charge, Payment } from '@petstore/contracts/http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readLedger } from '../ledger/ledger-store.ts';
import type { PaymentState } from '../payments/payment.ts';
import { createPaymentRecorder } from '../provider-calls/payment-recorder.ts';
import type { ProviderCall } from '../provider-calls/provider-call.ts';
import type { ProviderClient } from '../provider-calls/provider-client.ts';
import { openPaymentsDatabase, type PaymentsDatabase } from '../testing/open-payments-database.ts';
import { createPaymentCommands, type PaymentCommands } from './payment-commands.ts';

let own: PaymentsDatabase;
let database: Pool;
beforeAll(async () => {
  own = await openPaymentsDatabase();
  database = own.database;
});
afterAll(() => own?.drop());

/** An in-memory provider that never fails and applies each idempotency key once. */
class InMemoryProvider implements ProviderClient {
  readonly charges = new Map<string, Charge>();
  readonly #answers = new Map<string, Charge>();

  async perform(call: ProviderCall, payment: PaymentState) {
    const charge = this.#answers.get(call.providerKey) ?? this.#act(call, payment);
    this.#answers.set(call.providerKey, charge);
    return { charge, messageId: randomUUID() };
  }

  async lookUp({ id }: PaymentState) {
    const charge = this.charges.get(id);
    return charge === undefined ? undefined : { charge, messageId: randomUUID() };
  }

  changes = async (after: string) => ({ items: [], cursor: after });

  #act(call: ProviderCall, { id, amountMinor, currency }: PaymentState): Charge {
    const known = this.charges.get(id);
    const opened: Charge = known ?? {
      id: `ch_${randomUUID()}`,
      reference: id,
      status: 'authorized',
      amount: { amountMinor, currency },
      capturedMinor: 0,
      refundedMinor: 0,
      declineCode: null,
      correlationId: null,
      createdAt: '',
    };
    const charge = { ...opened, ...this.#changeOf(call, opened) };
    if (call.operation === 'authorize' && known !== undefined) throw new Error('charged twice');
    this.charges.set(id, charge);
    return charge;
  }

  #changeOf(call: ProviderCall, charge: Charge): Partial<Charge> {
    switch (call.operation) {
      case 'authorize':
        return {};
      case 'capture':
        return { status: 'captured', capturedMinor: call.amountMinor };
      case 'void':
        return { status: 'voided' };
      case 'refund':
        return { status: 'partially_refunded', refundedMinor: charge.refundedMinor + call.amountMinor };
    }
  }
}

const provider = new InMemoryProvider();
const logger = createLogger({ service: 'test', level: 'silent' });

function processOn(pool: Pool): PaymentCommands {
  const recorder = createPaymentRecorder({
    database: pool,
    logger,
    metrics: createMetrics(),
    clock: systemClock,
    onEvents: () => undefined,
  });
  return createPaymentCommands({ recorder, provider }, ['USD']);
}

type Ask = (commands: PaymentCommands, key: string) => Promise<StoredAnswer>;
const asked = (ask: Ask, pool: Pool, key: string) =>
  withInteraction({ correlationId: key, messageId: randomUUID() }, () => ask(processOn(pool), key));
const keyed = (key: string) => ({ scope: 'test', key, requestHash: 'same' });
const endLeases = () =>
  database.query(unnamedStatement(`update provider_calls set lease_until = now() where state = 'pending'`));

/** Retries with the same key, as a client does, until there is an answer. */
function askAgain(ask: Ask, key: string): Promise<StoredAnswer> {
  return vi.waitFor(async () => {
    await endLeases();
    return asked(ask, database, key);
  });
}

const authorize =
  (orderId: string): Ask =>
  (commands, key) =>
    commands.authorize(keyed(key), {
      orderId,
      customerId: 'customer-001',
      cardToken: 'tok_visa',
      amount: { amountMinor: 1_000, currency: 'USD' },
    });
const authorized = async () => (await paymentAfter(authorize(randomUUID()))).id;
async function captured(): Promise<string> {
  const id = await authorized();
  await paymentAfter((commands, key) => commands.capture(keyed(key), id));
  return id;
}
async function paymentAfter(ask: Ask): Promise<Payment> {
  const { status, body } = await asked(ask, database, randomUUID());
  expect(status).toBeLessThan(300);
  return JSON.parse(body) as Payment;
}

/** For each command: how it is sent, and the journal entries of its payment after it took effect once. */
const commands: Readonly<Record<string, { prepare: () => Promise<Ask>; kinds: readonly string[] }>> = {
  authorize: { prepare: async () => authorize(randomUUID()), kinds: ['authorization'] },
  capture: {
    prepare: async () => {
      const id = await authorized();
      return (process, key) => process.capture(keyed(key), id);
    },
    kinds: ['authorization', 'capture'],
  },
  void: {
    prepare: async () => {
      const id = await authorized();
      return (process, key) => process.void(keyed(key), id);
    },
    kinds: ['authorization', 'void'],
  },
  refund: {
    prepare: async () => {
      const id = await captured();
      return (process, key) => process.refund(keyed(key), id, 300);
    },
    kinds: ['authorization', 'capture', 'refund'],
  },
};

const atOnce = /^(command-open|payment-record-facts)/;

/** As if every statement without locks found that another writer was first, so that transactions decide. */
function overtaken(pool: Pool): Pool {
  return {
    ...pool,
    query: async (statement, values) =>
      atOnce.test(statement.name ?? '') ? { rows: [], rowCount: 0 } : pool.query(statement, values),
  };
}

const ways = [
  { way: 'in single statements', through: (pool: Pool) => pool, leastDeaths: 4 },
  { way: 'in transactions', through: overtaken, leastDeaths: 11 },
];
const cases = ways.flatMap((each) =>
  Object.entries(commands).map(([command, how]) => ({ command, ...how, ...each })),
);

describe('a process that is killed before or after any exchange with the database', () => {
  it.each(cases)(
    'leaves a command to $command, written $way, that a retry with its key completes with one effect and one answer',
    async ({ prepare, kinds, through, leastDeaths }) => {
      let deaths = 0;
      for (let exchange = 1, hasDied = true; hasDied; exchange += 1) {
        for (const when of ['before', 'after'] as const) {
          const ask = await prepare();
          const key = randomUUID();
          const mortal = createMortalPool(database, { exchange, when });
          await asked(ask, through(mortal), key).catch(() => undefined);
          hasDied = mortal.hasDied();
          if (hasDied) deaths += 1;
          const answer = await askAgain(ask, key);
          expect(answer.status).toBeLessThan(300);
          const payment = JSON.parse(answer.body) as Payment;
          expect((await readLedger(database, payment.id)).map(({ kind }) => kind)).toEqual(kinds);
          const { status, capturedMinor, refundedMinor } = payment;
          expect(provider.charges.get(payment.id)).toMatchObject({ status, capturedMinor, refundedMinor });
          expect(await askAgain(ask, key)).toEqual(answer);
        }
      }
      expect(deaths).toBeGreaterThanOrEqual(leastDeaths);
    },
  );
});
