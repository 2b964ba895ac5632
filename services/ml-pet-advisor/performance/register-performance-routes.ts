import type { HttpServer } from '@petstore/chassis/http';
import type { Pool } from '@petstore/chassis/postgres';
import { AdvisorSummary, ModelPerformanceReport, ModelVersions } from '@petstore/contracts/http';
import { acceptanceByBand } from '../acceptance/exposure-store.ts';
import { modelVersion } from '../ranking/rank-pets.ts';
import { describePerformance } from './describe-performance.ts';
import { listFigures, recommendationTrends } from './performance-store.ts';

export async function measurePerformance(database: Pool) {
  const bands = await acceptanceByBand(database, modelVersion);
  return { models: [describePerformance(modelVersion, bands, await listFigures(database, modelVersion))] };
}

const models = [{ version: modelVersion, kind: 'rules and popularity', is_active: true, trained_at: null }];

/** Routes of the measured performance of the recommendations. */
export function registerPerformanceRoutes(server: HttpServer, database: Pool): void {
  server.get('/analytics/model-performance', { schema: { response: { 200: ModelPerformanceReport } } }, () =>
    measurePerformance(database),
  );
  server.get('/analytics/summary', { schema: { response: { 200: AdvisorSummary } } }, async () => ({
    model_performance: await measurePerformance(database),
    a_b_testing: null,
    model_versions: models,
    recommendation_trends: [...(await recommendationTrends(database))],
  }));
  server.get('/models', { schema: { response: { 200: ModelVersions } } }, async () => ({ models }));
}
