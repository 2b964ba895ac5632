import type { Benchmark } from '../benchmark.ts';
import {
  oneOf,
  type ReadValue,
  wholeNumberBetween,
  wholeNumbersBetween,
} from '../command-line/read-values.ts';
import { type RecommenderOptions, runRecommender } from './run-recommender.ts';

const withinMs = 4 * 3_600_000;

const path: ReadValue<string> = (text) => (text.trim() === '' ? { mustBe: 'a path' } : { value: text });

export const recommenderBenchmark: Benchmark<RecommenderOptions> = {
  summary:
    'quality beside published figures, calibration, cold start, fit time, latency of a list, event to effect',
  options: {
    'online-retail': {
      placeholder: 'path',
      summary: 'UCI Online Retail as parquet, or its folder; otherwise ../shared/data/online-retail is tried',
      otherwise: null,
      read: path,
    },
    'movielens-100k': {
      placeholder: 'path',
      summary: 'u.data of MovieLens-100K, or its folder',
      otherwise: null,
      read: path,
    },
    'movielens-1m': {
      placeholder: 'dir',
      summary: "train.txt and test.txt of LightGCN++'s MovieLens-1M, or the folder of ratings.dat",
      otherwise: null,
      read: path,
    },
    gowalla: {
      placeholder: 'dir',
      summary: "train.txt and test.txt of LightGCN's Gowalla",
      otherwise: null,
      read: path,
    },
    sizes: {
      placeholder: 'n,...',
      summary: 'items of the drawn catalogues whose fits and lists are timed',
      otherwise: [1_000, 4_000, 10_000],
      read: wholeNumbersBetween(50, 20_000),
    },
    seed: {
      placeholder: 'n',
      summary: 'of every draw',
      otherwise: 1,
      read: wholeNumberBetween(0, 2 ** 32 - 1),
    },
    ials: {
      placeholder: 'yes|no',
      summary: 'whether implicit ALS is tuned and fitted too, which takes minutes',
      otherwise: 'yes',
      read: oneOf('yes', 'no'),
    },
    picture: {
      placeholder: 'file',
      summary: 'write the reliability curve of the confidence there, as SVG',
      otherwise: null,
      read: path,
    },
  },
  withinMs: () => withinMs,
  run: (options, context) => runRecommender(options, context),
};
