import { currentInteraction, withInteraction } from '@petstore/chassis/correlation';
import type { Pool, Statement } from '@petstore/chassis/postgres';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arbitraryRun } from '../testing/arbitrary-run.ts';
import { OrderSimulation, type OrderSimulationOptions } from '../testing/order-simulation.ts';
import { regressionRuns } from '../testing/regression-runs.ts';
import { startTestShop, type TestShop } from '../testing/start-test-shop.ts';

/**
 * Number of random runs; `ORDER_SEEDS=1000` for a long search. Add the steps of a failing run to
 * `testing/regression-runs.ts`.
 */
const numRuns = Number(process.env['ORDER_SEEDS'] ?? 8);
const timeoutMs = 60_000 + numRuns * 5_000;

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop({ isRunning: false });
});
afterAll(() => shop.stop());

describe('random runs with killed processes, lost responses and concurrent requests', () => {
  it(
    'lose nothing, sell nothing twice, charge no customer twice and leave nothing open once all parts work again',
    async () => {
      const simulation = new OrderSimulation(shop);
      await fc.assert(
        fc.asyncProperty(arbitraryRun, async (rounds) => {
          await simulation.begin();
          for (const round of rounds) await Promise.all(round.map((each) => simulation.run(each)));
          expect(await simulation.end()).toEqual([]);
        }),
        { numRuns, examples: regressionRuns.map((run) => [run]), endOnFailure: numRuns <= 8 },
      );
    },
    timeoutMs,
  );
});

describe('a worker that is killed in each step of an order', () => {
  it.each(['before', 'after'] as const)(
    'leaves a state from which the next worker finishes, killed %s any exchange with the database',
    async (when) => {
      const simulation = new OrderSimulation(shop);
      let deaths = 0;
      for (let exchange = 1; exchange <= 4; exchange += 1) {
        await simulation.begin();
        await simulation.run({ does: 'place', key: 2, isOtherBody: false, death: null });
        for (let step = 0; step < 6; step += 1) {
          await simulation.run({ does: 'step', death: { exchange, when } });
          await simulation.run({ does: 'expire-leases' });
          await simulation.run({ does: 'step', death: null });
          await simulation.run({ does: 'expire-leases' });
        }
        expect(await simulation.end()).toEqual([]);
        deaths += simulation.deaths;
      }
      expect(deaths).toBeGreaterThan(6);
    },
    60_000,
  );
});

/** A pool that replaces some statements by faulty ones. */
const wrapStatements =
  (mistake: (name: string | undefined, ask: Pool['query']) => Pool['query']) =>
  (pool: Pool): Pool => {
    const wrapped = <Lent extends Pick<Pool, 'query'>>(lent: Lent): Lent => ({
      ...lent,
      query: (statement: Statement<unknown>, values?: readonly unknown[]) =>
        mistake(statement.name, lent.query)(statement, values),
    });
    return {
      ...wrapped(pool),
      withConnection: (work) => pool.withConnection((lent) => work(wrapped(lent))),
    };
  };

const rewrite =
  (ask: Pool['query'], from: string | RegExp, to: string): Pool['query'] =>
  (statement, values) =>
    ask({ text: statement.text.replace(from, to) }, values);

const planted: Readonly<Record<string, OrderSimulationOptions>> = {
  'keys are not remembered': {
    wrapPool: wrapStatements((name, ask) => {
      if (name === 'lock-idempotency-key') return rewrite(ask, 'k.scope = $1', `k.scope = $1 || 'x'`);
      return name === 'find-idempotency-key' ? rewrite(ask, 'scope = $1', `scope = $1 || 'x'`) : ask;
    }),
  },
  'a retry takes a new key': {
    wrapHttp: (http) => ({
      ...http,
      send: (request) => http.send({ ...request, idempotencyKey: crypto.randomUUID() }),
    }),
  },
  'a worker that slept past its lease still asks for payments': {
    wrapHttp: (http) => ({
      ...http,
      send(request) {
        const { correlationId = '', messageId = '' } = currentInteraction() ?? {};
        return withInteraction({ correlationId, messageId }, () => http.send(request));
      },
    }),
  },
  'a worker that lost its lease may write': {
    wrapPool: wrapStatements((name = '', ask) =>
      /^(hold-saga|advance-saga.*|read-events-of-leased-order)$/.test(name)
        ? rewrite(ask, /lease_token = (\$\d+)/, '$1::uuid is not null')
        : ask,
    ),
  },
};

describe('a planted fault', () => {
  it.each(Object.entries(planted))(
    'is found: %s',
    async (_, options) => {
      const simulation = new OrderSimulation(shop, options);
      const found = await fc.check(
        fc.asyncProperty(arbitraryRun, async (rounds) => {
          await simulation.begin();
          for (const round of rounds) await Promise.all(round.map((each) => simulation.run(each)));
          return (await simulation.end()).length === 0;
        }),
        { numRuns: 200, endOnFailure: true, examples: regressionRuns.map((run) => [run]) },
      );
      expect(found.failed).toBe(true);
    },
    120_000,
  );
});
