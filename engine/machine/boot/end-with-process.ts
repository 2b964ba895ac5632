import type { ProcessRegistry } from '../processes/process-registry.ts';
import type { Companions } from './start-companions.ts';

/**
 * Sees to it that pods and database end even when this process ends without `stop`, by an exit or an error that nobody
 * caught; the mesh proxy does so by itself. Returns what takes the precaution back.
 */
export function endWithProcess(processes: ProcessRegistry, { postgres }: Companions): () => void {
  const end = () => {
    processes.killAll();
    const pid = postgres.current?.pid ?? null;
    if (pid === null) return;
    try {
      process.kill(pid, 'SIGINT');
    } catch {
      // It is gone already; there is nobody left to tell anything else.
    }
  };
  process.once('exit', end);
  return () => process.off('exit', end);
}
