import { parseScript } from './parse-script.ts';
import { runEval } from './run-eval.ts';
import { type Command, ScriptError } from './script-commands.ts';
import { ScriptStore } from './script-store.ts';

export interface ScriptFailure {
  readonly line: number;
  readonly query: string;
  readonly wanted: string;
  readonly got: string;
}

export interface ScriptOutcome {
  readonly passed: number;
  readonly failures: readonly ScriptFailure[];
  /** Evaluations that were skipped, each with the reason; this engine skips none. */
  readonly skipped: readonly { readonly line: number; readonly reason: string }[];
}

/** Runs every evaluation of a script of Prometheus' test language against this engine, also after failures. */
export function runScript(text: string): ScriptOutcome {
  let commands: Command[];
  try {
    commands = parseScript(text);
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    return {
      passed: 0,
      failures: [{ line: error.line, query: '', wanted: 'a script that can be read', got: error.message }],
      skipped: [],
    };
  }
  return play(commands);
}

function play(commands: readonly Command[]): ScriptOutcome {
  let store = new ScriptStore();
  let passed = 0;
  const failures: ScriptFailure[] = [];
  for (const command of commands) {
    if (command.kind === 'clear') store = new ScriptStore();
    else if (command.kind === 'load') {
      const problem = attemptLoad(() => store.load(command));
      if (problem !== undefined)
        failures.push({ line: command.line, query: 'load', wanted: 'data that can be loaded', got: problem });
    } else {
      const failure = attemptEval(() => runEval(command, store));
      if (failure === undefined) passed++;
      else {
        const { mode, wanted, got } = failure;
        failures.push({ line: command.line, query: command.query, wanted, got: `${got} (${mode})` });
      }
    }
  }
  return { passed, failures, skipped: [] };
}

function attemptLoad(load: () => void): string | undefined {
  try {
    load();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** An exception in the engine counts as one failure, and the script continues. */
function attemptEval(run: () => ReturnType<typeof runEval>): ReturnType<typeof runEval> {
  try {
    return run();
  } catch (error) {
    const got = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { mode: 'the engine broke', wanted: 'a result', got };
  }
}
