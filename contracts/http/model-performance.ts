import { type Static, Type } from 'typebox';

const count = Type.Integer({ minimum: 0 });
const share = Type.Number({ minimum: 0, maximum: 1 });
const measured = Type.Union([Type.Number(), Type.Null()]);
const measuredShare = Type.Union([share, Type.Null()]);

/** Measurements of one model version; null where nothing has been measured yet. */
export const ModelPerformance = Type.Object({
  model_version: Type.String(),
  variant: Type.Union([Type.String(), Type.Null()]),
  online: Type.Object({ exposed: count, accepted: count, acceptance_rate: measuredShare }),
  offline: Type.Union([Type.Record(Type.String(), Type.Number()), Type.Null()]),
  calibration: Type.Object({
    /** Prior of a band: pseudo-counts before any measurement. */
    prior: Type.Object({ exposed: count, accepted: count }),
    expected_calibration_error: measuredShare,
    bands: Type.Array(
      Type.Object({
        band: Type.Integer(),
        exposed: count,
        accepted: count,
        mean_stated_confidence: measuredShare,
        confidence_now: share,
      }),
    ),
  }),
  latency_ms: Type.Object({ sample_size: count, p50: measured, p95: measured, p99: measured }),
  fallback_rate: measuredShare,
  window: Type.String(),
});

export const ModelPerformanceReport = Type.Object({ models: Type.Array(ModelPerformance) });
export type ModelPerformanceReport = Static<typeof ModelPerformanceReport>;

export const ModelVersion = Type.Object({
  version: Type.String(),
  kind: Type.String(),
  is_active: Type.Boolean(),
  trained_at: Type.Union([Type.String(), Type.Null()]),
});
export const ModelVersions = Type.Object({ models: Type.Array(ModelVersion) });

export const AdvisorSummary = Type.Object({
  model_performance: ModelPerformanceReport,
  a_b_testing: Type.Null(),
  model_versions: Type.Array(ModelVersion),
  recommendation_trends: Type.Array(Type.Object({ hour: Type.String(), exposed: count, accepted: count })),
});
