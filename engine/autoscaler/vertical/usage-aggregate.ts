import { createDecayingHistogram, type DecayingHistogram } from './decaying-histogram.ts';
import { cpuBuckets, memoryBuckets } from './histogram-buckets.ts';

/** What all instances of one container used. Its life and count of samples are those of CPU alone. */
export interface UsageAggregate {
  /** In cores. */
  readonly cpu: DecayingHistogram;
  /** One peak in bytes for each day of each instance. */
  readonly memoryPeaks: DecayingHistogram;
  firstSampleSeconds: number | null;
  lastSampleSeconds: number | null;
  sampleCount: number;
}

export function createUsageAggregate(): UsageAggregate {
  return {
    cpu: createDecayingHistogram(cpuBuckets),
    memoryPeaks: createDecayingHistogram(memoryBuckets),
    firstSampleSeconds: null,
    lastSampleSeconds: null,
    sampleCount: 0,
  };
}

const secondsOfDay = 24 * 60 * 60;

/** In days: of the time between the first and the last sample, or of so many samples at one a minute, the less. */
export function confidenceOf({ firstSampleSeconds, lastSampleSeconds, sampleCount }: UsageAggregate): number {
  const lifeSeconds = (lastSampleSeconds ?? 0) - (firstSampleSeconds ?? 0);
  return Math.min(lifeSeconds / secondsOfDay, sampleCount / (60 * 24));
}
