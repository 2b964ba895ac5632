import type { PodContext } from './containers/pod-context.ts';

const longestDrainMs = 1_000;

/**
 * Takes a pod out of the mesh and waits for the requests that were sent to it before: those that still lie unread in a
 * connection's buffer when the process closes its idle connections would be lost. What takes longer than this it has
 * read by then, and finishes by itself.
 */
export async function drainPod(
  pod: string,
  { publish, drained, clock, logger }: Pick<PodContext, 'publish' | 'drained' | 'clock' | 'logger'>,
): Promise<void> {
  const over = new AbortController();
  try {
    await publish();
    await Promise.race([drained(pod), clock.wait(longestDrainMs, over.signal)]);
  } catch (error) {
    // A mesh that cannot be told sends nothing new either; the pod must end all the same.
    logger.warn({ pod, err: error }, 'the mesh did not take the pod out');
  } finally {
    over.abort();
  }
}
