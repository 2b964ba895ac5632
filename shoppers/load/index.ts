/** Loads on a schedule or as fast as answers come, generated in processes of their own. */
export { isLoadResult, type Load, type LoadResult } from './closed-load.ts';
export { runOpenLoop } from './run-open-loop.ts';
