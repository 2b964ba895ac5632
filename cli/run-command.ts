import { type AppError, isAppError, outcomeOfKind } from '@petstore/chassis/errors';
import type { CommanderError } from 'commander';
import { cliErrors } from './errors.ts';
import { createTerminal, type OutputStream, type Terminal } from './terminal/terminal.ts';

export interface Surroundings {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The implementation of a command; resolves with its exit code. */
type CommandRun = (terminal: Terminal) => Promise<number>;

/** Runs a command whose arguments were parsed. */
export type Dispatch = (run: CommandRun, isJson: boolean) => Promise<void>;

const ranAndFailed = 1;

/** Runs one command; reports whatever it throws and resolves with the exit code. */
export async function runCommand(
  command: CommandRun,
  isJson: boolean,
  surroundings: Surroundings,
): Promise<number> {
  const terminal = createTerminal({ ...surroundings, isJson });
  try {
    return await command(terminal);
  } catch (error) {
    if (!isAppError(error)) {
      terminal.note(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return ranAndFailed;
    }
    report(error, terminal);
    return outcomeOfKind(error.kind).exitCode;
  }
}

function report({ code, kind, message, details, stack }: AppError, terminal: Terminal): void {
  terminal.note(kind === 'bug' ? (stack ?? message) : message);
  terminal.document({ error: { code, kind, message, details } });
}

/** The error document for a command line that could not be parsed; null without `--json` or for help. */
export function describeUsageError(
  { code, exitCode, message }: Pick<CommanderError, 'code' | 'exitCode' | 'message'>,
  args: readonly string[],
): object | null {
  const end = args.indexOf('--');
  const isWanted = (end < 0 ? args : args.slice(0, end)).includes('--json');
  // A program that misspelt `--json` also expects a document.
  if (exitCode === 0 || !(isWanted || message.includes('Did you mean --json?'))) return null;
  const words = message.replace(/^error: /, '').replaceAll('\n', ' ');
  const error = cliErrors.create('usage-invalid', { message: words, details: { reason: code } });
  return { error: { code: error.code, kind: error.kind, message: error.message, details: error.details } };
}
