import type { Command, Option } from 'commander';

/** What can stand at a place of the command line; `unknown` is a value that nobody can guess. */
export type Candidates =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'folders' | 'deployments' | 'unknown' };

export interface CompletedOption {
  /** With its dashes. */
  readonly long: string;
  readonly short: string | null;
  readonly description: string;
  /** Null of a flag that takes no value. */
  readonly value: Candidates | null;
}

export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  /** Of its first argument; null where it takes none. */
  readonly argument: Candidates | null;
}

/** Options and arguments that name Deployments, by the word that stands for the value. */
const deploymentWords: ReadonlySet<string> = new Set(['name', 'names']);

/** What a shell has to know of a program to complete its command line. */
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

/** A word that a POSIX shell takes as it is. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
