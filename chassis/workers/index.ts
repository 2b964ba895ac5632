/**
 * Loops that run in the background for as long as a process does: the worker, its restarts, a wait that can be cut short, and work on
 * rows that replicas share by lease. Not what the loops do.
 */
export {
  createLeasedWorker,
  type Lease,
  type LeasedTask,
  type LeasedWork,
  type LeasedWorker,
} from './leased-worker.ts';
export { createWaker, type Waker } from './waker.ts';
export { runWorker, type Worker } from './worker.ts';
