import { isAppError, messageOf, outcomeOfKind } from '../errors/index.ts';

/** The error's message with its direct cause, for the operator of the process. */
function describe(error: unknown): string {
  if (!isAppError(error)) return (error instanceof Error ? error.stack : undefined) ?? messageOf(error);
  const cause = error.cause === undefined ? '' : ` (${messageOf(error.cause)})`;
  return `${error.code}: ${error.message}${cause}`;
}

/**
 * Runs a process's main work. An error is printed as one line on standard error and becomes the exit code of its kind;
 * any error but an AppError is a bug and is printed with its stack.
 */
export async function runMain(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.stderr.write(`${describe(error)}\n`);
    process.exit(isAppError(error) ? outcomeOfKind(error.kind).exitCode : 1);
  }
}
