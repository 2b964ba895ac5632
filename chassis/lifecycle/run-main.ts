import { isAppError, messageOf, outcomeOfKind } from '../errors/index.ts';

/** What went wrong and, where another error led to it, that one's words too: they are for whoever runs the process. */
function describe(error: unknown): string {
  if (!isAppError(error)) return (error instanceof Error ? error.stack : undefined) ?? messageOf(error);
  const cause = error.cause === undefined ? '' : ` (${messageOf(error.cause)})`;
  return `${error.code}: ${error.message}${cause}`;
}

/**
 * Runs a process's main work; what it throws becomes one line on standard error and the exit code of its kind, because a
 * person or an orchestrator reads it. Anything but an AppError shows its stack: it is a bug.
 */
export async function runMain(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.stderr.write(`${describe(error)}\n`);
    process.exit(isAppError(error) ? outcomeOfKind(error.kind).exitCode : 1);
  }
}
