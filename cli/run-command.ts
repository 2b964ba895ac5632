import { type AppError, isAppError, outcomeOfKind } from '@petstore/chassis/errors';
import { createTerminal, type OutputStream, type Terminal } from './terminal/terminal.ts';

export interface Surroundings {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export type Command = (terminal: Terminal) => Promise<number>;

const ranAndFailed = 1;

/** Runs one command and turns whatever it throws into words and an exit code. */
export async function runCommand(
  command: Command,
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
