import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { RealSystem } from './testing/real-system.ts';
import { type AcceptedOrder, ShopClient } from './testing/shop-client.ts';

let system: RealSystem;
let shop: ShopClient;

beforeAll(async () => {
  system = await RealSystem.prepare();
  shop = new ShopClient(system.gatewayUrl);
  await system.up();
  await system.deleteAutoscalers();
}, 180_000);

afterAll(() => system.dispose());

interface Load {
  readonly accepted: readonly AcceptedOrder[];
  readonly answered: () => number;
  readonly failures: readonly string[];
  stop(): Promise<void>;
}

/** Two shoppers who order and one who browses, each without pauses; every failed request is recorded. */
function beginLoad(): Load {
  const accepted: AcceptedOrder[] = [];
  const failures: string[] = [];
  let answered = 0;
  let isOver = false;
  const repeat = async (act: () => Promise<void>) => {
    while (!isOver) {
      await act().catch((error: unknown) => failures.push(String(error)));
      answered += 1;
    }
  };
  const loops = [
    repeat(() => shop.browse()),
    ...['customer-021', 'customer-022'].map((customer) =>
      repeat(async () => void accepted.push(await shop.order(customer))),
    ),
  ];
  return {
    accepted,
    failures,
    answered: () => answered,
    async stop() {
      isOver = true;
      await Promise.all(loops);
    },
  };
}

test('pods are replaced, added and removed under load without a failed request or a lost order', async () => {
  const load = beginLoad();
  await vi.waitFor(() => expect(load.answered()).toBeGreaterThan(10), { timeout: 30_000 });
  try {
    for (const deployment of ['gateway', 'petstore-domain', 'payment-service', 'ml-pet-advisor'])
      await system.restart(deployment);
    await system.scale('petstore-domain', 3);
    await system.scale('petstore-domain', 1);
    await system.scale('gateway', 1);
  } finally {
    await load.stop();
  }
  expect(load.failures.slice(0, 5)).toEqual([]);
  expect(load.accepted.length).toBeGreaterThan(5);
  for (const order of load.accepted) await shop.expectDelivered(order);
}, 400_000);
