import type { CommanderError } from 'commander';
import { cliErrors } from './errors.ts';

/** The document of a command line that was not understood; null for whoever asked for none, or for help. */
export function describeUsageError(
  { code, exitCode, message }: Pick<CommanderError, 'code' | 'exitCode' | 'message'>,
  args: readonly string[],
): object | null {
  const end = args.indexOf('--');
  const isWanted = (end < 0 ? args : args.slice(0, end)).includes('--json');
  // Nor does a program read prose because the word was misspelt.
  if (exitCode === 0 || !(isWanted || message.includes('Did you mean --json?'))) return null;
  const words = message.replace(/^error: /, '').replaceAll('\n', ' ');
  const error = cliErrors.create('usage-invalid', { message: words, details: { reason: code } });
  return { error: { code: error.code, kind: error.kind, message: error.message, details: error.details } };
}
