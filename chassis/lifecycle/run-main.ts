import { isAppError, messageOf, outcomeOfKind } from '../errors/index.ts';

/**
 * Runs a process's main work; what it throws becomes one line on standard error and the exit code of its kind, because a
 * person or an orchestrator reads it. Anything but an AppError shows its stack: it is a bug.
 */
export async function runMain(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const words = isAppError(error)
      ? `${error.code}: ${error.message}`
      : error instanceof Error
        ? error.stack
        : messageOf(error);
    process.stderr.write(`${words}\n`);
    process.exit(isAppError(error) ? outcomeOfKind(error.kind).exitCode : 1);
  }
}
