/** How long work that nobody waits for is gathered: what our own events are. */
const gatherMs = 200;

/**
 * Calls `work` some time after the first call of the returned function, once for all calls until then, and never twice
 * at a time.
 */
export function gather(work: () => Promise<unknown>): () => void {
  let isDue = false;
  let isRunning = false;
  const begin = () => {
    isDue = false;
    isRunning = true;
    work()
      .catch((error: unknown) => console.error(error))
      .finally(() => {
        isRunning = false;
        if (isDue) setTimeout(begin, gatherMs);
      });
  };
  return () => {
    if (isDue) return;
    isDue = true;
    if (!isRunning) setTimeout(begin, gatherMs);
  };
}
