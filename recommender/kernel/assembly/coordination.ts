import { threads } from './parameters';

/** Words of the shared memory that the threads and the host agree on; the host reads the last two. */
const arrivedAt: usize = 16;
const generationAt: usize = 20;
const claimedAt: usize = 24;
const progressAt: usize = 28;
const failureAt: usize = 32;

/** Shorter than a wake-up costs; longer would keep a busy machine busy. */
const spins: i32 = 2000;

/** Returns when every thread has come here. Never waits when there is one thread, so an event loop may run it. */
export function meet(): void {
  if (threads === 1) return;
  const generation = atomic.load<i32>(generationAt);
  if (atomic.add<i32>(arrivedAt, 1) === threads - 1) {
    atomic.store<i32>(arrivedAt, 0);
    atomic.store<i32>(claimedAt, 0);
    atomic.add<i32>(generationAt, 1);
    atomic.notify(generationAt, -1);
    return;
  }
  for (let spin = 0; spin < spins; spin++) {
    if (atomic.load<i32>(generationAt) !== generation) return;
  }
  while (atomic.load<i32>(generationAt) === generation) {
    atomic.wait<i32>(generationAt, generation, -1);
  }
}

/** The next piece of work that nobody has taken since the threads last met. */
export function claim(): i32 {
  return atomic.add<i32>(claimedAt, 1);
}

/** What `meet` does to the claims, for a thread that has nobody to meet. */
export function restartClaims(): void {
  if (threads === 1) atomic.store<i32>(claimedAt, 0);
}

export function tellProgress(done: i32): void {
  atomic.store<i32>(progressAt, done);
}

/** Column plus one of the first pivot that is not positive. */
export function fail(column: i32): void {
  atomic.cmpxchg<i32>(failureAt, 0, column + 1);
}

export function hasFailed(): bool {
  return atomic.load<i32>(failureAt) !== 0;
}
