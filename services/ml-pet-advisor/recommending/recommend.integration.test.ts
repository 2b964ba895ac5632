import { withInteraction } from '@petstore/chassis/correlation';
import { createLogger } from '@petstore/chassis/logging';
import { createMetrics } from '@petstore/chassis/metrics';
import { inTransaction, unnamedStatement } from '@petstore/chassis/postgres';
import { createCountingPool, type FilledDatabase, openFilledDatabase } from '@petstore/chassis/testing';
import { systemClock } from '@petstore/chassis/time';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Candidates } from '../knowledge/candidates.ts';
import { countUse, savePet } from '../knowledge/knowledge-store.ts';
import { PetDescriptions } from '../knowledge/pet-descriptions.ts';
import { recommend } from './recommend.ts';

let own: FilledDatabase;

beforeAll(async () => {
  const migrationsDirectory = new URL('../migrations/', import.meta.url);
  const migrations = { name: 'ml-pet-advisor', migrationsDirectory, messaging: true };
  own = await openFilledDatabase(migrations, { rows: 0, small: [] });
  await inTransaction(own.database, async (transaction) => {
    for (const petId of ['rex', 'luna', 'bella']) {
      savePet(transaction, {
        petId,
        name: petId,
        category: 'dog',
        breedId: petId,
        breed: petId,
        priceMinor: 90_000,
        currency: 'USD',
        activityLevel: 'high',
        livingSituations: ['house'],
        experienceNeeded: 'novice',
        careDifficulty: 2,
        goodWithChildren: true,
        groomingNeed: 'low',
        size: 'medium',
      });
    }
    countUse(transaction, 'owner', 'bella', 'purchase');
  });
});
afterAll(() => own?.drop());

it('reads and writes one statement each, once the pets are in memory', async () => {
  const database = createCountingPool(own.database);
  const dependencies = {
    database,
    candidates: new Candidates(new PetDescriptions(), systemClock),
    metrics: createMetrics(),
    logger: createLogger({ service: 'test', level: 'silent' }),
    committed: () => undefined,
  };
  const ask = () =>
    withInteraction({ correlationId: 'visit', messageId: 'request' }, () =>
      recommend({ customerId: 'owner', excludedPets: ['luna'], count: 5 }, dependencies),
    );
  const [first, second] = [await ask(), await ask()];
  expect(first.recommendations.map(({ pet_id: petId }) => petId)).toEqual(['rex']);
  expect(database.sent.slice(-2)).toEqual(['select-customer', 'insert-recommendation-list']);
  expect(database.sent.filter((name) => name === 'select-available-pets')).toHaveLength(1);

  const written = unnamedStatement<{ list: string; pets: string; band: number; events: number }>(
    `select l.recommendation_id as list, e.pet_id as pets, a.exposed as band,
       (select count(*) from outbox where subject = l.recommendation_id) as events
     from recommendation_lists l join exposures e using (recommendation_id)
       join acceptance_by_band a on a.model_version = e.model_version and a.band = e.band`,
  );
  const ofList = (list: string) => ({ list, pets: 'rex', band: 2, events: 1 });
  const { rows } = await own.database.query(written);
  expect(rows.toSorted((one, other) => (one.list < other.list ? -1 : 1))).toEqual(
    [first, second]
      .map(({ recommendation_id: list }) => ofList(list))
      .toSorted((one, other) => (one.list < other.list ? -1 : 1)),
  );
});
