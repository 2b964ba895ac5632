import { unnamedStatement } from '@petstore/chassis/postgres';
import { type BookConnections, booksOf, type Finding, runAudit, withBooks } from '@petstore/cli/audit';
import type { Session } from '@petstore/contracts/http';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { RealSystem } from './testing/real-system.ts';
import { ShopClient } from './testing/shop-client.ts';

const patience = { timeout: 90_000, interval: 200 };
const auditPatience = { settleSeconds: 3, unresolvedSeconds: 90 };
const leastAudits = 8;
const customers = [21, 22, 23, 24, 25].map((number) => `customer-0${number}`);

let system: RealSystem;
let shop: ShopClient;
let connections: BookConnections;

// Orders that can be cancelled for some time, and reservations that expire while the provider does not answer.
beforeAll(async () => {
  system = await RealSystem.prepare();
  shop = new ShopClient(system.gatewayUrl);
  await system.up('--replicas', '1', '--set', 'FULFILMENT_STEP_MS=500', '--set', 'RESERVATION_SECONDS=1');
  connections = await booksOf(await system.status());
  await breakProvider();
}, 240_000);

afterAll(() => system.dispose());

async function breakProvider(): Promise<void> {
  const post = async (url: string, body: object, token = '') => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(response.ok, url).toBe(true);
    return response;
  };
  const signedIn = await post(`${system.gatewayUrl}/v1/sessions`, { customerId: 'operator' });
  const { token } = (await signedIn.json()) as Session;
  const faults = { seed: 11, timeoutBeforeRate: 0.1, timeoutAfterRate: 0.1 };
  await post(`http://127.0.0.1:${8_003 + system.offset}/v1/faults`, faults, token);
}

/** Number of orders by outcome, and of restocks. */
async function countEndings(): Promise<Readonly<Record<string, number>>> {
  const sql = unnamedStatement<{ ending: string; count: number }>(`
    select coalesce(data ->> 'code', type) as ending, count(*) as count from order_events
      where type in ('OrderDelivered', 'OrderCancelled') group by 1
    union all select type, count(*) from outbox where type = 'ProductRestocked' group by 1`);
  const { rows } = await withBooks(connections, (books) => books.shop.query(sql));
  return Object.fromEntries(rows.map(({ ending, count }) => [ending, count]));
}

/** Places two orders that are left alone and one that is cancelled, and waits until all have ended. */
async function goShopping(customer: string): Promise<void> {
  const orders = [await shop.order(customer), await shop.order(customer), await shop.order(customer)];
  const [unwanted] = orders;
  if (unwanted !== undefined) await shop.cancel(unwanted);
  for (const order of orders) await shop.expectEnded(order);
}

test('an audit finds nothing while orders are placed, cancelled and expire, and products are restocked', async () => {
  const found: Finding[] = [];
  let audits = 0;
  let isOver = false;
  const repeat = async (act: () => Promise<void>) => {
    while (!isOver) await act();
  };
  const shoppers = Promise.all([
    ...customers.map((customer) => repeat(() => goShopping(customer))),
    repeat(() => shop.restock(2)),
    repeat(async () => {
      found.push(...(await runAudit(connections, auditPatience)));
      audits += 1;
    }),
  ]);
  const enoughHappened = vi.waitFor(async () => {
    const endings = await countEndings();
    for (const ending of ['OrderDelivered', 'cancelled-by-customer', 'reservation-expired'])
      expect(endings[ending] ?? 0, ending).toBeGreaterThan(0);
    expect(audits).toBeGreaterThanOrEqual(leastAudits);
  }, patience);
  try {
    await Promise.race([enoughHappened, shoppers]);
  } finally {
    isOver = true;
  }
  await shoppers;
  expect(found).toEqual([]);
}, 240_000);
