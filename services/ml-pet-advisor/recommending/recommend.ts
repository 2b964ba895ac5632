import { prefixedId } from '@petstore/chassis/correlation';
import type { Logger } from '@petstore/chassis/logging';
import type { Metrics } from '@petstore/chassis/metrics';
import type { Pool, Queryable } from '@petstore/chassis/postgres';
import type { NewEvent } from '@petstore/contracts/events';
import type { AdvisorPreferences, AdvisorResponse } from '@petstore/contracts/http';
import { type Acceptance, bandOf, confidenceOf } from '../acceptance/acceptance-confidence.ts';
import { type Exposure, recordExposures } from '../acceptance/exposure-store.ts';
import { advisorErrors } from '../errors.ts';
import type { Candidates } from '../knowledge/candidates.ts';
import { knowsAnyPet, readCustomer } from '../knowledge/knowledge-store.ts';
import { interpretPreferences } from '../preferences/interpret-preferences.ts';
import type { StatedWishes } from '../preferences/stated-wishes.ts';
import { chooseDiverse, modelVersion, rankPets } from '../ranking/rank-pets.ts';
import { composeRecommendations } from './compose-response.ts';

interface RecommendRequest {
  readonly customerId: string;
  readonly preferences?: AdvisorPreferences;
  readonly excludedPets: readonly string[];
  readonly count: number;
}

export interface RecommendDependencies {
  readonly database: Pool;
  readonly candidates: Candidates;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Called after the exposures and their event have been committed. */
  readonly committed: () => void;
}

const noExposures: Acceptance = { exposed: 0, accepted: 0 };

interface KnownWishes {
  readonly wishes: StatedWishes;
  /** Whether neither profile nor preferences are known, so that the list is ordered by popularity alone. */
  readonly isUnknown: boolean;
  readonly unknownWords: readonly string[];
}

/** Combines the preferences of the request with the profile; the request takes precedence. */
function wishesOf(profile: StatedWishes | undefined, request: RecommendRequest): KnownWishes {
  const { wishes, unknownWords } = interpretPreferences(request.preferences ?? {});
  const isUnknown = profile === undefined && Object.keys(wishes).length === 0;
  return { wishes: { ...profile, ...wishes }, isUnknown, unknownWords };
}

/**
 * Ranks the available pets for a customer and records the exposures. Throws `catalogue-empty` before the first pet is
 * known.
 */
export async function recommend(
  request: RecommendRequest,
  dependencies: RecommendDependencies,
): Promise<AdvisorResponse> {
  const { database, metrics, logger, committed } = dependencies;
  const startedAt = performance.now();
  const served = await listFor(request, dependencies, startedAt);
  await record(database, request, served);
  committed();
  observe(metrics, served.response, served.processingMs);
  const { unknownWords, exposures } = served;
  logger.info(
    { customerId: request.customerId, shown: exposures.length, unknownWords },
    'recommendations served',
  );
  return served.response;
}

interface ServedRecommendations {
  readonly response: AdvisorResponse;
  readonly processingMs: number;
  readonly exposures: readonly Exposure[];
  readonly unknownWords: readonly string[];
}

/** Builds the list of pets in memory and of what the database knows of the customer. */
async function listFor(
  request: RecommendRequest,
  { database, candidates }: RecommendDependencies,
  startedAt: number,
): Promise<ServedRecommendations> {
  const { customerId, excludedPets, count } = request;
  const [available, { profile, ownedPets, bands }] = await Promise.all([
    candidates.read(database),
    readCustomer(database, customerId, modelVersion),
  ]);
  if (available.length === 0 && !(await knowsAnyPet(database))) throw advisorErrors.create('catalogue-empty');
  const leftOut = new Set([...ownedPets, ...excludedPets]);
  const pets = available.filter(({ petId }) => !leftOut.has(petId));
  const { wishes, isUnknown, unknownWords } = wishesOf(profile, request);
  const acceptance = new Map(bands.map((entry) => [entry.band, entry]));
  const ranked = rankPets(pets, wishes);
  const chosen = chooseDiverse(ranked, count);
  const confidence = ({ score }: { score: number }) =>
    confidenceOf(acceptance.get(bandOf(score)) ?? noExposures);
  const recommendations = composeRecommendations(chosen, { ranked, wishes, confidence });
  const processingMs = performance.now() - startedAt;
  const response: AdvisorResponse = {
    recommendation_id: prefixedId('rec'),
    recommendations,
    model_version: modelVersion,
    processing_time_ms: Math.round(processingMs * 1_000) / 1_000,
    fallback_used: isUnknown,
    a_b_test_variant: null,
  };
  const exposures = chosen.map((entry) => {
    const { pet, score } = entry;
    return { petId: pet.petId, score, band: bandOf(score), confidence: confidence(entry) };
  });
  return { response, processingMs, exposures, unknownWords };
}

function record(
  database: Queryable,
  { customerId }: RecommendRequest,
  { response, exposures }: ServedRecommendations,
): Promise<void> {
  const {
    recommendation_id: recommendationId,
    fallback_used: fallbackUsed,
    processing_time_ms: processingMs,
    a_b_test_variant: variant,
  } = response;
  const list = { recommendationId, customerId, modelVersion, fallbackUsed, processingMs };
  const petIds = exposures.map(({ petId }) => petId);
  const data = { recommendationId, customerId, petIds, modelVersion, variant, fallbackUsed };
  const event: NewEvent = { type: 'RecommendationsServed', subject: recommendationId, data };
  return recordExposures(database, list, exposures, event);
}

function observe(metrics: Metrics, response: AdvisorResponse, processingMs: number): void {
  const labels = { model_version: response.model_version };
  metrics
    .counter('petstore_recommendations_total')
    .inc({ ...labels, fallback: String(response.fallback_used) });
  metrics.histogram('petstore_recommendation_duration_seconds').observe(labels, processingMs / 1_000);
  const confidences = metrics.histogram('petstore_recommendation_confidence_ratio');
  for (const { confidence_score: confidence } of response.recommendations)
    confidences.observe(labels, confidence);
}
