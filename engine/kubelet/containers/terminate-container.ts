import type { ContainerProcess } from './container-process.ts';
import type { GracePeriod } from './grace-period.ts';

interface TerminationOptions {
  readonly grace: GracePeriod;
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
  const { grace, preStop } = options;
  let leastMs = 0;
  if (preStop !== null) {
    leastMs = Math.min(leastGraceMs, grace.leftMs);
    await runHook(process, preStop, options);
  }
  process.signal('SIGTERM');
  const over = new AbortController();
  await Promise.race([process.exited, grace.over(over.signal, leastMs)]);
  over.abort();
  process.signal('SIGKILL');
  await process.exited;
}

async function runHook(
  process: ContainerProcess,
  preStop: (signal: AbortSignal) => Promise<void>,
  { grace, onHookFailed }: TerminationOptions,
): Promise<void> {
  const over = new AbortController();
  const hook = preStop(over.signal).catch(onHookFailed);
  await Promise.race([hook, process.exited, grace.over(over.signal)]);
  over.abort();
}
