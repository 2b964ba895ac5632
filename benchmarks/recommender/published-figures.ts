import type { QualityMetric } from './quality-rows.ts';

export type PublishedData = 'movielens-100k' | 'movielens-1m' | 'gowalla';

export interface PublishedFigure {
  readonly model: string;
  readonly metric: QualityMetric;
  readonly figure: number;
}

const ndcg = (model: string, figure: number): PublishedFigure => ({ model, metric: 'ndcg', figure });
const recall = (model: string, figure: number): PublishedFigure => ({ model, metric: 'recall', figure });

/**
 * What was published for the protocol that each data set is measured by: the comparison of Microsoft Recommenders (MovieLens-100K), the
 * paper of LightGCN++ (MovieLens-1M), and those of LightGCN and of the EASE runs on its split (Gowalla).
 */
export const publishedFigures: Readonly<Record<PublishedData, readonly PublishedFigure[]>> = {
  'movielens-100k': [
    ...[ndcg('BiVAE', 0.475), ndcg('BPR', 0.442), ndcg('LightGCN', 0.42)],
    ...[ndcg('NCF', 0.396), ndcg('SAR', 0.382), ndcg('ALS', 0.044)],
  ],
  'movielens-1m': [ndcg('LightGCN', 0.301), ndcg('LightGCN++', 0.3275)],
  gowalla: [
    recall('EASE', 0.1765),
    ndcg('EASE', 0.1467),
    recall('LightGCN', 0.182),
    ndcg('LightGCN', 0.1547),
  ],
};
