/** Runs scripts of Prometheus' test language (promtest) against this engine. Reads no files itself. */
export { runScript, type ScriptFailure, type ScriptOutcome } from './run-script.ts';
