/**
 * Background loops of a process: workers and their restarts, an interruptible wait, and work on rows that replicas
 * share by lease or leave to a leader. Not what the loops do.
 */
export { createLeadership, type Leadership, leaderMigration } from './leadership.ts';
export {
  type Claimed,
  createLeasedWorker,
  type Lease,
  type LeasedTask,
  type LeasedWork,
  type LeasedWorker,
} from './leased-worker.ts';
export { createWaker, type Waker } from './waker.ts';
export { runWorker, type Worker } from './worker.ts';
