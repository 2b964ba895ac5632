import { parseArgs } from 'node:util';
import type { ReadValue } from './read-values.ts';

/** An option that takes a value. */
export interface OptionDefinition<Value> {
  /** Placeholder of the value in the help text; null for a flag, which takes no value and reads the text `true`. */
  readonly placeholder: string | null;
  readonly summary: string;
  /** Default value; null for an option whose absence has a meaning of its own. */
  readonly otherwise: Value;
  readonly read: ReadValue<Value extends null ? never : Value> | ReadValue<Value>;
}

export type OptionDefinitions<Options> = {
  readonly [Name in keyof Options]: OptionDefinition<Options[Name]>;
};

export type ReadOptions<Options> =
  | { readonly options: Options; readonly isJson: boolean }
  | { readonly isHelp: true }
  | { readonly problems: readonly string[] };

/** Reads the arguments after the name of a benchmark, and reports all problems at once. */
export function readOptions<Options>(
  args: readonly string[],
  definitions: OptionDefinitions<Options>,
): ReadOptions<Options> {
  const names = Object.keys(definitions) as (keyof Options & string)[];
  const flags = names.filter((name) => definitions[name].placeholder === null);
  const { values, tokens } = parse(args, names, flags);
  if (values['help'] === true) return { isHelp: true };
  const problems = tokens.flatMap((token) => problemOf(token, names, flags));
  const options: Partial<Options> = {};
  for (const name of names) {
    const text = values[name] === true && flags.includes(name) ? 'true' : values[name];
    options[name] = definitions[name].otherwise;
    if (typeof text !== 'string') continue;
    const result = definitions[name].read(text);
    if ('value' in result) options[name] = result.value as Options[typeof name];
    else problems.push(`--${name} must be ${result.mustBe}, not "${text}"`);
  }
  if (problems.length > 0) return { problems };
  return { options: options as Options, isJson: values['json'] === true };
}

type Token = ReturnType<typeof parse>['tokens'][number];

function parse(args: readonly string[], names: readonly string[], ownFlags: readonly string[]) {
  const texts = Object.fromEntries(
    names.map((name) => [name, { type: ownFlags.includes(name) ? 'boolean' : 'string' } as const]),
  );
  const flags = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;
  return parseArgs({ args, options: { ...texts, ...flags }, strict: false, tokens: true });
}

function problemOf(token: Token, names: readonly string[], flags: readonly string[]): string[] {
  if (token.kind === 'positional') return [`unexpected argument "${token.value}"`];
  if (token.kind !== 'option') return [];
  if (['json', 'help', ...flags].includes(token.name)) {
    return token.value === undefined ? [] : [`${token.rawName} takes no value`];
  }
  if (!names.includes(token.name)) return [`unknown option ${token.rawName}`];
  return token.value === undefined ? [`${token.rawName} needs a value`] : [];
}
