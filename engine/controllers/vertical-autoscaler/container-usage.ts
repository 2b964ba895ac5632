import {
  cpuBuckets,
  createDecayingHistogram,
  type DecayingHistogram,
  memoryBuckets,
} from './decaying-histogram.ts';

const secondsOfDay = 24 * 60 * 60;
const intervalSeconds = secondsOfDay;

/** However much is requested, so that starved containers cannot hide behind their weight. */
const cpuWeight = 0.1;

const outOfMemoryBytes = 100 * 1024 * 1024;
const outOfMemoryRatio = 1.2;

/** What is larger, or without bound, is this. */
const largestAmount = 1e14;

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

/** In days: of the time between the first and the last sample, or of so many samples at one a minute, the less. */
export function confidenceOf({ firstSampleSeconds, lastSampleSeconds, sampleCount }: UsageAggregate): number {
  const lifeSeconds = (lastSampleSeconds ?? 0) - (firstSampleSeconds ?? 0);
  return Math.min(lifeSeconds / secondsOfDay, sampleCount / (60 * 24));
}

/** One instance of a container; its samples come in the order of time. */
export interface ContainerUsage {
  addCpu(millicores: number, atSeconds: number): void;
  addMemory(bytes: number, atSeconds: number): void;
  /** It was ended for its memory. */
  recordOutOfMemory(requestBytes: number, atSeconds: number): void;
}

interface MemoryPeaks {
  /** Where the interval of the peaks ends; null before the first sample. */
  endSeconds: number | null;
  lastSeconds: number;
  used: number;
  outOfMemory: number;
}

/** kubernetes/autoscaler vertical-pod-autoscaler/pkg/recommender/model/container.go */
export function createContainerUsage(aggregate: UsageAggregate): ContainerUsage {
  let lastCpuSeconds = Number.NEGATIVE_INFINITY;
  const peaks: MemoryPeaks = {
    endSeconds: null,
    lastSeconds: Number.NEGATIVE_INFINITY,
    used: 0,
    outOfMemory: 0,
  };
  return {
    addCpu(millicores, atSeconds) {
      if (millicores < 0 || atSeconds <= lastCpuSeconds) return;
      lastCpuSeconds = atSeconds;
      aggregate.cpu.add(toAmount(millicores) / 1_000, cpuWeight, atSeconds);
      aggregate.firstSampleSeconds = Math.min(aggregate.firstSampleSeconds ?? atSeconds, atSeconds);
      aggregate.lastSampleSeconds = Math.max(aggregate.lastSampleSeconds ?? atSeconds, atSeconds);
      aggregate.sampleCount += 1;
    },
    addMemory(bytes, atSeconds) {
      if (bytes < 0 || atSeconds < peaks.lastSeconds) return;
      const amount = toAmount(bytes);
      if (isNewPeak(aggregate, peaks, amount, atSeconds)) peaks.used = amount;
    },
    recordOutOfMemory(requestBytes, atSeconds) {
      if (peaks.endSeconds !== null && atSeconds < peaks.endSeconds - intervalSeconds) return;
      // An earlier estimate does not count as used, or one estimate would raise the next.
      const used = Math.max(toAmount(requestBytes), peaks.used);
      const amount = Math.max(used + outOfMemoryBytes, scaleAmount(used, outOfMemoryRatio));
      if (isNewPeak(aggregate, peaks, amount, atSeconds)) peaks.outOfMemory = amount;
    },
  };
}

/** Keeps one peak an interval in the aggregate, stamped with the interval's end: a higher one takes its place. */
function isNewPeak(
  aggregate: UsageAggregate,
  peaks: MemoryPeaks,
  amount: number,
  atSeconds: number,
): boolean {
  peaks.lastSeconds = atSeconds;
  const endSeconds = peaks.endSeconds ?? atSeconds;
  if (atSeconds < endSeconds) {
    const highest = Math.max(peaks.used, peaks.outOfMemory);
    if (highest === 0 || amount <= highest) return false;
    aggregate.memoryPeaks.subtract(highest, 1, endSeconds);
    aggregate.memoryPeaks.add(amount, 1, endSeconds);
    return true;
  }
  const whole = Math.trunc((atSeconds - endSeconds) / intervalSeconds) * intervalSeconds;
  peaks.endSeconds = endSeconds + whole + intervalSeconds;
  peaks.used = 0;
  peaks.outOfMemory = 0;
  aggregate.memoryPeaks.add(amount, 1, peaks.endSeconds);
  return true;
}

/** Whole amounts, as the recommender has them at each of its steps. */
export interface Resources {
  readonly cpuMillicores: number;
  readonly memoryBytes: number;
}

/** Truncates; below zero, and where nothing is known, there is nothing. */
export function toAmount(value: number): number {
  return value > 0 ? Math.trunc(Math.min(value, largestAmount)) : 0;
}

export function scaleAmount(amount: number, factor: number): number {
  return toAmount(amount * factor);
}
