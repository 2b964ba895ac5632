import type { Command, Option } from 'commander';

/** Completions of a value; `unknown` where none can be offered. */
export type Candidates =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'folders' | 'deployments' | 'unknown' };

export interface CompletedOption {
  /** With its leading dashes. */
  readonly long: string;
  readonly short: string | null;
  readonly description: string;
  /** Null for a flag without a value. */
  readonly value: Candidates | null;
}

export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  /** Completions of the first argument; null for a command without arguments. */
  readonly argument: Candidates | null;
}

/** Placeholders of options and arguments whose value is a Deployment. */
const deploymentWords: ReadonlySet<string> = new Set(['name', 'names']);

/** Commands, options and arguments of a program, as the shells' completion scripts need them. */
export function describeProgram(program: Command): readonly CompletedCommand[] {
  const help = program.createHelp();
  return help.visibleCommands(program).map((command) => {
    const [argument] = command.registeredArguments;
    return {
      name: command.name(),
      description: command.description(),
      options: help.visibleOptions(command).flatMap(describeOption),
      argument:
        argument === undefined ? null : candidatesOf(argument.name(), argument.argChoices ?? undefined),
    };
  });
}

function describeOption(option: Option): CompletedOption[] {
  const { long, short = null, description, flags, argChoices } = option;
  if (long === undefined || long === null) return [];
  const word = /[<[](.+)[>\]]/.exec(flags)?.[1];
  return [{ long, short, description, value: word === undefined ? null : candidatesOf(word, argChoices) }];
}

function candidatesOf(word: string, choices: readonly string[] | undefined): Candidates {
  if (choices !== undefined) return { kind: 'words', words: choices };
  if (word === 'dir') return { kind: 'folders' };
  return { kind: deploymentWords.has(word) ? 'deployments' : 'unknown' };
}

/** Quotes a text as one literal word of a POSIX shell. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
