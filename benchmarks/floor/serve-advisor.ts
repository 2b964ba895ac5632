import { randomUUID } from 'node:crypto';
import type { BareDatabase, BareStatement } from './bare-database.ts';
import { type BareAnswer, type BareRequest, json } from './bare-server.ts';
import { gather } from './gather.ts';
import { eventChannel } from './publish.ts';

/** $1 number of pets. */
const readCandidates: BareStatement = {
  name: 'candidates',
  text: `select id, name, breed ->> 'name' as breed, category, price_minor as "priceMinor"
    from pets where status = 'available' order by category, id limit $1`,
};

/** $1 the lists that were served, as JSON. */
const exposure: BareStatement = {
  name: 'exposure',
  text: `
    with served as (
      select * from jsonb_to_recordset($1::jsonb) as l(id text, "customerId" text, pets jsonb)
    ), list as (
      insert into recommendation_lists (id, customer_id) select id, "customerId" from served
    ), exposed as (
      insert into exposures (list_id, pet_id, place, score)
      select id, pet ->> 'id', place, (pet ->> 'score')::real
      from served, jsonb_array_elements(pets) with ordinality as p(pet, place)
    ), told as (
      insert into event_log (source, type, subject, data)
      select 'advisor', 'RecommendationsServed', id, pets from served
      returning 1
    )
    select pg_notify('${eventChannel}', count(*)::text) from told`,
};

interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly breed: string;
  readonly category: string;
  readonly priceMinor: number;
}

interface ServedList {
  readonly id: string;
  readonly customerId: string;
  readonly pets: readonly { readonly id: string; readonly score: number }[];
}

const alternativesEach = 3;

/** Recommends the first pets of the shop, in an answer as large as ours. */
export class FloorAdvisor {
  readonly #database: BareDatabase;
  #served: ServedList[] = [];
  readonly #expose: () => void;

  constructor(database: BareDatabase) {
    this.#database = database;
    this.#expose = gather(() => {
      const lists = this.#served;
      this.#served = [];
      return database.commit(exposure, [JSON.stringify(lists)]);
    });
  }

  async handle({ segments, query }: BareRequest): Promise<BareAnswer> {
    const customerId = segments[2] ?? '';
    const limit = Number(query.get('limit'));
    const values = [limit + alternativesEach];
    const candidates = await this.#database.read<Candidate>(readCandidates, values);
    const id = `rec_${randomUUID()}`;
    const chosen = candidates.slice(0, limit);
    const alternatives = candidates.slice(limit).map((pet) => pet.id);
    this.#served.push({ id, customerId, pets: chosen.map((pet) => ({ id: pet.id, score: 0.5 })) });
    this.#expose();
    const recommendations = chosen.map((pet) => recommend(pet, alternatives));
    return json(200, {
      recommendation_id: id,
      recommendations,
      fallback_used: false,
      model_version: 'floor',
    });
  }
}

function recommend({ id, name, breed, category }: Candidate, alternatives: readonly string[]) {
  return {
    pet_id: id,
    confidence_score: 0.5,
    reasoning: `${name} the ${breed}: because you asked for a ${category}, it lives well in a house with a garden.`,
    match_factors: {
      category_match: 1,
      activity_match: 1,
      living_match: 1,
      experience_match: 1,
      price_match: 1,
      care_difficulty: 1,
    },
    alternative_suggestions: alternatives,
    price_optimization: {
      pet_id: alternatives[0],
      saving_minor: 100,
      currency: 'USD',
      reason: 'fits nearly as well and costs less',
    },
  };
}
