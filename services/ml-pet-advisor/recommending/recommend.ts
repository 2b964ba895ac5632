import { currentInteraction, prefixedId } from '@petstore/chassis/correlation';
import { appendEvents } from '@petstore/chassis/events';
import type { Logger } from '@petstore/chassis/logging';
import type { Metrics } from '@petstore/chassis/metrics';
import { inTransaction, type Pool } from '@petstore/chassis/postgres';
import type { AdvisorPreferences, AdvisorResponse } from '@petstore/contracts/http';
import { type Acceptance, bandOf, confidenceOf } from '../confidence/acceptance-confidence.ts';
import { advisorErrors } from '../errors.ts';
import { acceptanceByBand, rememberExposures } from '../exposures/exposure-store.ts';
import { knowsAnyPet, profileOf } from '../knowledge/knowledge-store.ts';
import type { PetDescriptions } from '../knowledge/pet-descriptions.ts';
import { interpretPreferences } from '../preferences/interpret-preferences.ts';
import type { StatedWishes } from '../preferences/stated-wishes.ts';
import { chooseDiverse, rankPets } from '../ranking/rank-pets.ts';
import { composeRecommendations } from './compose-response.ts';
import { modelVersion } from './model-version.ts';

export interface RecommendRequest {
  readonly customerId: string;
  readonly preferences?: AdvisorPreferences;
  readonly excludedPets: readonly string[];
  readonly count: number;
}

export interface RecommendDependencies {
  readonly database: Pool;
  readonly descriptions: PetDescriptions;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Called after the exposure and its event were committed. */
  readonly committed: () => void;
}

const nothingYet: Acceptance = { exposed: 0, accepted: 0 };

interface KnownWishes {
  readonly wishes: StatedWishes;
  /** Nothing is known of the customer: the list is popularity alone. */
  readonly isUnknown: boolean;
  readonly unknownWords: readonly string[];
}

/** What the request states goes before what the profile says. */
async function wishesOf(database: Pool, request: RecommendRequest): Promise<KnownWishes> {
  const profile = await profileOf(database, request.customerId);
  const { wishes, unknownWords } = interpretPreferences(request.preferences ?? {});
  const isUnknown = profile === undefined && Object.keys(wishes).length === 0;
  return { wishes: { ...profile, ...wishes }, isUnknown, unknownWords };
}

/** Ranks the available pets for one customer, and remembers what was shown. Throws `catalogue-empty` before the first pet is known. */
export async function recommend(
  request: RecommendRequest,
  dependencies: RecommendDependencies,
): Promise<AdvisorResponse> {
  const { database, descriptions, metrics, logger, committed } = dependencies;
  const startedAt = performance.now();
  const known = await wishesOf(database, request);
  const pets = await descriptions.available(database, request.customerId, request.excludedPets);
  if (pets.length === 0 && !(await knowsAnyPet(database))) throw advisorErrors.create('catalogue-empty');
  const acceptance = new Map(
    (await acceptanceByBand(database, modelVersion)).map((entry) => [entry.band, entry]),
  );
  const ranked = rankPets(pets, known.wishes);
  const chosen = chooseDiverse(ranked, request.count);
  const confidence = ({ score }: { score: number }) =>
    confidenceOf(acceptance.get(bandOf(score)) ?? nothingYet);
  const recommendations = composeRecommendations(chosen, { ranked, wishes: known.wishes, confidence });
  const processingMs = performance.now() - startedAt;
  const response: AdvisorResponse = {
    recommendation_id: prefixedId('rec'),
    recommendations,
    model_version: modelVersion,
    processing_time_ms: Math.round(processingMs * 1_000) / 1_000,
    fallback_used: known.isUnknown,
    a_b_test_variant: null,
  };
  await remember(request, response, {
    database,
    exposures: chosen.map((entry) => ({
      petId: entry.pet.petId,
      score: entry.score,
      band: bandOf(entry.score),
      confidence: confidence(entry),
    })),
  });
  committed();
  observe(metrics, response, processingMs);
  const { unknownWords } = known;
  logger.info(
    { customerId: request.customerId, shown: chosen.length, unknownWords },
    'recommendations served',
  );
  return response;
}

interface Remembered {
  readonly database: Pool;
  readonly exposures: Parameters<typeof rememberExposures>[2];
}

async function remember(
  request: RecommendRequest,
  response: AdvisorResponse,
  shown: Remembered,
): Promise<void> {
  const {
    recommendation_id: recommendationId,
    fallback_used: fallbackUsed,
    processing_time_ms: processingMs,
  } = response;
  const { customerId } = request;
  await inTransaction(shown.database, async (transaction) => {
    const correlationId = currentInteraction()?.correlationId ?? recommendationId;
    const list = { recommendationId, customerId, modelVersion, fallbackUsed, processingMs, correlationId };
    await rememberExposures(transaction, list, shown.exposures);
    await appendEvents(transaction, [
      {
        type: 'RecommendationsServed',
        subject: recommendationId,
        data: {
          recommendationId,
          customerId,
          petIds: shown.exposures.map(({ petId }) => petId),
          modelVersion,
          variant: response.a_b_test_variant,
          fallbackUsed,
        },
      },
    ]);
  });
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
