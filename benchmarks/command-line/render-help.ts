import type { OptionDefinition } from './read-options.ts';

/** The parts of a benchmark that its help shows. */
interface Described {
  readonly summary: string;
  readonly options: Readonly<
    Record<string, Pick<OptionDefinition<unknown>, 'placeholder' | 'summary' | 'otherwise'>>
  >;
}

const always = [
  { left: '--json', right: 'one JSON document on standard output' },
  { left: '-h, --help', right: 'this help' },
];

const exitCodes = 'Exit codes: 0 every goal met, 1 a goal missed, 2 invalid arguments, 3 could not start.';

/** Help that lists all benchmarks. */
export function renderOverview(benchmarks: Readonly<Record<string, Described>>): string {
  const entries = Object.entries(benchmarks).map(([left, { summary }]) => ({ left, right: summary }));
  return [
    'Usage: npm run bench -- NAME [options]',
    '',
    renderEntries(entries),
    '',
    'Options of each: npm run bench -- NAME --help',
    exitCodes,
  ].join('\n');
}

/** Help for one benchmark. */
export function renderHelp(name: string, { summary, options }: Described): string {
  const entries = Object.entries(options).map(([option, { placeholder, summary: words, otherwise }]) => ({
    left: placeholder === null ? `--${option}` : `--${option} <${placeholder}>`,
    right: otherwise === null || placeholder === null ? words : `${words} (default: ${otherwise})`,
  }));
  return [
    `Usage: npm run bench -- ${name} [options]`,
    '',
    `Measures ${summary}.`,
    '',
    renderEntries([...entries, ...always]),
    '',
    exitCodes,
  ].join('\n');
}

function renderEntries(entries: readonly { readonly left: string; readonly right: string }[]): string {
  const width = Math.max(...entries.map(({ left }) => left.length));
  return entries.map(({ left, right }) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}
