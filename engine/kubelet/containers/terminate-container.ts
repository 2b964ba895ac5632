import type { Clock } from '@petstore/chassis/time';
import type { ContainerProcess } from './container-process.ts';

interface TerminationOptions {
  readonly graceMs: number;
  readonly clock: Clock;
  /** The preStop hook, where there is one; it should end when its signal aborts. */
  readonly preStop: ((signal: AbortSignal) => Promise<void>) | null;
  /** Told of a hook that failed; the container is stopped all the same. */
  readonly onHookFailed: (error: unknown) => void;
}

/** A hook that used up all the grace leaves the process this much, as in Kubernetes. */
const leastGraceMs = 2_000;

/**
 * preStop, SIGTERM, grace, SIGKILL; the grace covers the hook as well.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
 */
export async function terminateContainer(
  process: ContainerProcess,
  options: TerminationOptions,
): Promise<void> {
  const { clock, graceMs, preStop } = options;
  const startedAt = clock.now();
  let leastMs = 0;
  if (preStop !== null) {
    await runHook(process, preStop, options);
    leastMs = leastGraceMs;
  }
  process.signal('SIGTERM');
  const remainingMs = Math.max(graceMs - (clock.now() - startedAt), Math.min(leastMs, graceMs));
  await waitForExit(process, remainingMs, clock);
  process.signal('SIGKILL');
  await process.exited;
}

async function runHook(
  process: ContainerProcess,
  preStop: (signal: AbortSignal) => Promise<void>,
  { clock, graceMs, onHookFailed }: TerminationOptions,
): Promise<void> {
  const over = new AbortController();
  const hook = preStop(over.signal).catch(onHookFailed);
  await Promise.race([hook, process.exited, clock.wait(graceMs, over.signal)]);
  over.abort();
}

/** Whether the process ended within the time. */
async function waitForExit(process: ContainerProcess, durationMs: number, clock: Clock): Promise<void> {
  const over = new AbortController();
  await Promise.race([process.exited, clock.wait(durationMs, over.signal)]);
  over.abort();
}
