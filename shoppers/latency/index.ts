/** Latencies in HDR histograms: bounded in size and exact to three digits. Not counters or gauges. */
export { createLatencyRecorder, type LatencyRecorder, type LatencySummary } from './latency-recorder.ts';
