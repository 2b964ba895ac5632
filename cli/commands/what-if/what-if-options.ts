import { Argument, type Command, InvalidArgumentError } from 'commander';
import type { Dispatch } from '../../run-command.ts';
import { isWhatIfKind, suggestKind, type WhatIfKind, whatIfKindNames, whatIfKinds } from './what-if-kinds.ts';

export function addWhatIf(program: Command, dispatch: Dispatch): void {
  program
    .command('what-if')
    .description(
      'Compute what a controller would decide: cases as JSON on standard input, answers as JSON on standard output',
    )
    .addArgument(new Argument('<kind>', 'kind of decision').choices(whatIfKindNames).argParser(parseKind))
    .option('--json', 'has no effect: standard output is always JSON')
    .addHelpText('after', describeWhatIfKinds)
    .action((kind: WhatIfKind) =>
      // Never as JSON: an error document would be taken for the answers.
      dispatch(
        async (terminal) => (await import('./what-if.ts')).whatIf(kind, process.stdin, terminal),
        false,
      ),
    );
}

function parseKind(text: string): WhatIfKind {
  if (isWhatIfKind(text)) return text;
  throw new InvalidArgumentError(suggestKind(text));
}

/** The examples at the end of `petstore what-if --help`. */
function describeWhatIfKinds(): string {
  const kinds = Object.entries(whatIfKinds).map(([name, { answers, example }]) => {
    return `  ${name}: ${answers}\n    echo '${JSON.stringify({ cases: [example] })}' | petstore what-if ${name}\n`;
  });
  return `\nKinds, each with an example:\n${kinds.join('\n')}`;
}
