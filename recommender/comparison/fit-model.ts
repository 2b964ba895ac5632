import { fitEase } from '../ease/index.ts';
import { RecommenderError } from '../errors/index.ts';
import { fitImplicitAls } from '../implicit-als/index.ts';
import type { InteractionLog, SparseMatrix } from '../interactions/index.ts';
import { fitPopularity } from '../popularity/index.ts';
import type { ScoringModel } from '../ranking/index.ts';

export const modelNames = ['popularity', 'recent-popularity', 'ease', 'ials'] as const;
export type ModelName = (typeof modelNames)[number];

/** Values by option name, such as `lambda` or `factors`. */
export type Hyperparameters = Readonly<Record<string, number>>;

export interface Training {
  readonly log: InteractionLog;
  readonly matrix: SparseMatrix;
}

export interface FitControls {
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** Default hyperparameters without tuning: middle values of the published grids. */
export const usualHyperparameters: Readonly<Record<ModelName, Hyperparameters>> = {
  popularity: {},
  'recent-popularity': { halfLifeDays: 14 },
  ease: { lambda: 200 },
  ials: { factors: 64, lambda: 0.003, alpha0: 1, nu: 1, epochs: 8 },
};

/** Hyperparameters that tuning tries, in this order. */
export const triedHyperparameters: Readonly<Record<ModelName, readonly Hyperparameters[]>> = {
  popularity: [],
  'recent-popularity': [7, 14, 28, 56].map((halfLifeDays) => ({ halfLifeDays })),
  ease: [50, 100, 200, 400, 800, 1600].map((lambda) => ({ lambda })),
  ials: [...[0.3, 1, 3].map((alpha0) => ({ alpha0, lambda: 0.003 })), { alpha0: 1, lambda: 0.01 }].map(
    (tried) => ({ factors: 64, nu: 1, epochs: 8, ...tried }),
  ),
};

const dayMs = 86_400_000;

/** Fits the named model. */
export async function fitModel(
  name: ModelName,
  { log, matrix }: Training,
  { hyperparameters, ...controls }: FitControls & { readonly hyperparameters: Hyperparameters },
): Promise<ScoringModel> {
  switch (name) {
    case 'popularity':
      return fitPopularity({ itemCount: matrix.columnCount, items: matrix.columns });
    case 'recent-popularity':
      return fitRecentPopularity(log, matrix.columnCount, hyperparameters['halfLifeDays'] ?? 14);
    case 'ease':
      return fitEase(matrix, { ...hyperparameters, ...controls });
    case 'ials':
      return fitImplicitAls(matrix, { ...hyperparameters, ...controls });
  }
}

function fitRecentPopularity(
  { items, timesMs }: InteractionLog,
  itemCount: number,
  halfLifeDays: number,
): ScoringModel {
  if (timesMs.some((timeMs) => Number.isNaN(timeMs))) {
    throw new RecommenderError('input-invalid', 'Recent popularity needs a time in every row.');
  }
  return fitPopularity(
    { itemCount, items, timesMs },
    { name: 'recent-popularity', halfLifeMs: halfLifeDays * dayMs },
  );
}
