import type { KnownCommands } from './read-known-commands.ts';

/** npm's own commands that a document may name; `start` and `test` are scripts under a short name. */
const npmCommands = new Set(['ci', 'install', 'install-scripts', 'exec', 'ls']);

/** What is wrong with one command of a document; commands of other programs are none of our business. */
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
