import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Options that the command-line library handles itself. */
const builtInOptions = ['--help', '-h', '--version', '-V'];

/** Commands of npm itself that a document may use; `start` and `test` are scripts under a short name. */
const npmCommands = new Set(['ci', 'install', 'install-scripts', 'exec', 'ls']);

/** Problems of one command in a document; commands of other programs are not checked. */
export function decideCommandProblems(command: string, known: KnownCommands): string[] {
  const words = command.split(/\s+/).filter((word) => !/^[A-Z][A-Z0-9_]*=/.test(word));
  const [program = '', ...args] = words;
  if (program === 'npm') return decideNpm(args, known);
  if (program === 'npx' && args[0] === 'petstore') return decidePetstore(args.slice(1), known);
  if (program === 'petstore') return decidePetstore(args, known);
  if (program === 'node' && /^(\.\/)?(scripts|cli)\//.test(args[0] ?? ''))
    return decideFile(args[0] ?? '', known);
  return [];
}

function decideNpm(args: readonly string[], known: KnownCommands): string[] {
  const [first = '', second = ''] = args.filter((word) => !word.startsWith('-'));
  const script = first === 'run' || first === 'run-script' ? second : first;
  if (script === 'petstore' && first !== script) return decidePetstore(afterDashes(args), known);
  if (known.npmScripts.has(script)) return script === 'start' ? decideOptions(afterDashes(args), known) : [];
  if (first === script && npmCommands.has(script)) return [];
  return [`npm knows no "${script}"`];
}

function decidePetstore(args: readonly string[], known: KnownCommands): string[] {
  const [command = ''] = args;
  const isCommand = command === '' || command.startsWith('-') || known.petstoreCommands.has(command);
  return [...(isCommand ? [] : [`petstore knows no command "${command}"`]), ...decideOptions(args, known)];
}

function decideOptions(args: readonly string[], known: KnownCommands): string[] {
  return args
    .map((word) => word.split('=')[0] ?? '')
    .filter((word) => /^--?[a-z]/i.test(word) && !known.petstoreOptions.has(word))
    .map((word) => `petstore knows no option "${word}"`);
}

function decideFile(path: string, known: KnownCommands): string[] {
  return known.files.has(path.replace(/^\.\//, '')) ? [] : [`there is no ${path}`];
}

function afterDashes(args: readonly string[]): string[] {
  const at = args.indexOf('--');
  return at < 0 ? [] : args.slice(at + 1);
}

/**
 * Everything that a document may tell users to type: npm scripts, `petstore` commands with their options, and files to
 * run.
 */
export interface KnownCommands {
  readonly npmScripts: ReadonlySet<string>;
  readonly petstoreCommands: ReadonlySet<string>;
  readonly petstoreOptions: ReadonlySet<string>;
  readonly files: ReadonlySet<string>;
}

/** Reads the known commands from their definitions: package.json and the sources of the command line. */
export function readKnownCommands(root: string, sources: ReadonlyMap<string, string>): KnownCommands {
  const manifest: { scripts: Record<string, string> } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const cli = [...sources].filter(([path]) => path.startsWith('cli/') && !path.endsWith('.test.ts'));
  const text = cli.map(([, source]) => source).join('\n');
  return {
    npmScripts: new Set(Object.keys(manifest.scripts)),
    petstoreCommands: new Set(captures(text, /\.command\(\s*['"`]([a-z][a-z-]*)/g)),
    petstoreOptions: new Set([...builtInOptions, ...captures(text, /(?<![\w-])(--?[a-z][a-z-]*)/g)]),
    files: new Set(sources.keys()),
  };
}

function captures(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}
