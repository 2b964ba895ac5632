import { insertOutboxRows, type OutboxRows, withOutboxRows } from '@petstore/chassis/events';
import {
  type Queryable,
  statement,
  statementWithParameters,
  type Transaction,
} from '@petstore/chassis/postgres';
import type { NewEvent } from '@petstore/contracts/events';
import type { Acceptance } from './acceptance-confidence.ts';

interface ServedList {
  readonly recommendationId: string;
  readonly customerId: string;
  readonly modelVersion: string;
  readonly fallbackUsed: boolean;
  readonly processingMs: number;
}

export interface Exposure {
  readonly petId: string;
  readonly score: number;
  readonly band: number;
  readonly confidence: number;
}

interface ServedPets extends ServedList, OutboxRows {
  readonly petIds: readonly string[];
  readonly scores: readonly number[];
  readonly bands: readonly number[];
  readonly confidences: readonly number[];
}

const insertServed = statementWithParameters<ServedPets>(
  'insert-recommendation-list',
  `with list as (
     insert into recommendation_lists (recommendation_id, customer_id, model_version, fallback_used, processing_ms, correlation_id)
     values (:recommendationId, :customerId, :modelVersion, :fallbackUsed, :processingMs, :correlationId)
   ), shown as (
     select * from unnest(:petIds::text[], :scores::float8[], :bands::integer[], :confidences::float8[])
       with ordinality as shown (pet_id, score, band, confidence, place)
   ), exposed as (
     insert into exposures (recommendation_id, pet_id, customer_id, place, score, band, model_version, confidence)
     select :recommendationId, pet_id, :customerId, place, score, band, :modelVersion, confidence from shown
   ), counted as (
     insert into acceptance_by_band (model_version, band, exposed, confidence_sum)
     select :modelVersion, band, count(*), sum(confidence) from shown group by band order by band
     on conflict (model_version, band) do update set exposed = acceptance_by_band.exposed + excluded.exposed,
       confidence_sum = acceptance_by_band.confidence_sum + excluded.confidence_sum
   )
   ${insertOutboxRows()}`,
);
const accept = statement(
  'accept-exposures',
  `with taken as (
     update exposures set accepted_at = now()
     where customer_id = $1 and pet_id = $2 and accepted_at is null and served_at > now() - interval '7 days'
     returning model_version, band
   ), counted as (select model_version, band, count(*) as accepted from taken group by model_version, band)
   update acceptance_by_band acceptance set accepted = acceptance.accepted + counted.accepted
   from counted where acceptance.model_version = counted.model_version and acceptance.band = counted.band`,
);
const selectAcceptance = statement<Acceptance & { band: number; meanConfidence: number | null }>(
  'select-acceptance',
  `select band, exposed, accepted, confidence_sum / nullif(exposed, 0) as "meanConfidence"
   from acceptance_by_band where model_version = $1 order by band`,
);

/**
 * Records the pets shown to a customer, on which acceptance rates are based, and publishes the event; one statement,
 * which is its own transaction.
 */
export function recordExposures(
  database: Queryable,
  list: ServedList,
  exposures: readonly Exposure[],
  event: NewEvent,
): Promise<void> {
  const shown = {
    petIds: exposures.map(({ petId }) => petId),
    scores: exposures.map(({ score }) => score),
    bands: exposures.map(({ band }) => band),
    confidences: exposures.map(({ confidence }) => confidence),
  };
  return withOutboxRows([event], async (rows) => {
    await database.query(insertServed, insertServed.values({ ...rows, ...list, ...shown }));
  });
}

/** Marks a customer's exposures of a pet in the last seven days as accepted; each counts once. */
export function acceptExposures(transaction: Transaction, customerId: string, petId: string): void {
  transaction.send(accept, [customerId, petId]);
}

export interface BandAcceptance extends Acceptance {
  readonly band: number;
  /** Mean of the confidences stated in this band; null without exposures. */
  readonly meanConfidence: number | null;
}

export async function acceptanceByBand(
  database: Queryable,
  modelVersion: string,
): Promise<readonly BandAcceptance[]> {
  return (await database.query(selectAcceptance, [modelVersion])).rows;
}
