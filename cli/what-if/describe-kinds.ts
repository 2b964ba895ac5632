import { whatIfKinds } from './what-if-kinds.ts';

/** What stands under the options of `petstore what-if --help`. */
export function describeWhatIfKinds(): string {
  const kinds = Object.entries(whatIfKinds).map(([name, { answers, example }]) => {
    return `  ${name}: ${answers}\n    echo '${JSON.stringify({ cases: [example] })}' | petstore what-if ${name}\n`;
  });
  return `\nKinds, each with an example:\n${kinds.join('\n')}`;
}
