/** Loads on a schedule or as fast as answers come, generated in processes of their own. */
export { isLoadResult, type Load, type LoadResult } from './closed-load.ts';
export { describeLimit, type GeneratorLimit } from './decide-limit.ts';
export type { JourneyWorkload, LoadPlan, RequestWorkload, Workload } from './load-plan.ts';
export type { LoadReport } from './load-report.ts';
export { type LoadOptions, type LoadProgress, runLoad, type WorkerProgram } from './run-load.ts';
export { runOpenLoop } from './run-open-loop.ts';
