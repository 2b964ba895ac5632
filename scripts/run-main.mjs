import { requireNodeVersion } from './require-node-version.mjs';
import { StepFailed } from './step-failed.mjs';

/**
 * Runs a script's main function; an expected failure prints one message and sets its exit code, any other keeps its
 * stack.
 */
export async function runMain(main) {
  requireNodeVersion();
  try {
    await main();
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}
