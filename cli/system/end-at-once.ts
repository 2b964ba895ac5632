import type { EngineStatus } from '@petstore/engine/control-api';

const interrupted = 130;

/** Kills what a running engine started and leaves; databases recover from it, and the next start cleans up the rest. */
export function endAtOnce(status: EngineStatus | null): never {
  const pods = status?.deployments.flatMap((deployment) => deployment.pods) ?? [];
  for (const { pid } of pods) kill(pid === null ? null : -pid, 'SIGKILL');
  kill(status?.mesh.pid ?? null, 'SIGKILL');
  // PostgreSQL's own word for ending at once, with its children.
  kill(status?.postgres?.pid ?? null, 'SIGQUIT');
  process.exit(interrupted);
}

function kill(pid: number | null, signal: NodeJS.Signals): void {
  if (pid === null) return;
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
