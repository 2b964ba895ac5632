import { requireNodeVersion } from './require-node-version.mjs';
import { StepFailed } from './step-failed.mjs';

/** Runs a script's body; an expected failure becomes one message and its exit code, anything else keeps its stack. */
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
