import { posix } from 'node:path';
import { type CommandPlace, pathInContainer, realPath, refusedCodePath } from './decide-code-path.ts';

/** A file that an option loads before the script. */
export interface LoadedFile {
  readonly option: LoadingOption;
  /** In the container; absolute and without `..`. */
  readonly path: string;
}

/** As it is written, or a file whose path is to be mapped to this machine. */
export type NodeOption = string | LoadedFile;

type OptionsDecision =
  | { readonly options: readonly NodeOption[] }
  | { readonly refused: string; readonly index: number };

type LoadingOption = '--import' | '--require' | '--experimental-loader';

/** Options of Node.js that load no code, open no port and write no file. https://nodejs.org/api/cli.html */
const switches: ReadonlySet<string> = new Set([
  '--disallow-code-generation-from-strings',
  '--enable-source-maps',
  '--experimental-strip-types',
  '--experimental-transform-types',
  '--expose-gc',
  '--frozen-intrinsics',
  '--no-addons',
  '--no-deprecation',
  '--no-experimental-strip-types',
  '--no-network-family-autoselection',
  '--no-warnings',
  '--optimize-for-size',
  '--pending-deprecation',
  '--throw-deprecation',
  '--trace-deprecation',
  '--trace-uncaught',
  '--trace-warnings',
  '--use-bundled-ca',
  '--use-openssl-ca',
  '--use-system-ca',
]);
/** The same for options that take a value, written behind `=`: a word of its own could be the script just as well. */
const settings: ReadonlySet<string> = new Set([
  '--conditions',
  '--disable-proto',
  '--disable-warning',
  '--dns-result-order',
  '--max-http-header-size',
  '--max-old-space-size',
  '--max-old-space-size-percentage',
  '--max-semi-space-size',
  '--network-family-autoselection-attempt-timeout',
  '--stack-trace-limit',
  '--tls-cipher-list',
  '--unhandled-rejections',
  '--v8-pool-size',
]);
/** Options that load a module before the script, usual for tracing. */
const loading: ReadonlyMap<string, LoadingOption> = new Map([
  ['--import', '--import'],
  ['--require', '--require'],
  ['-r', '--require'],
  ['--loader', '--experimental-loader'],
  ['--experimental-loader', '--experimental-loader'],
]);

/** Whether an option takes the next word as its value; only those that load modules are run so. */
export function takesNextWord(word: string): boolean {
  return loading.has(normalized(word));
}

/** Judges options of Node.js: words of a command before its script, or of `NODE_OPTIONS`. */
export function decideNodeOptions(words: readonly string[], place: CommandPlace): OptionsDecision {
  const options: NodeOption[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const [name, value] = split(word);
    const option = loading.get(normalized(name));
    if (option === undefined || (value !== undefined && !name.startsWith('--'))) {
      const refused = refusedOption(name, value);
      if (refused !== null) return { refused, index };
      options.push(word);
      continue;
    }
    if (value === undefined) index += 1;
    const decided = decideModule(option, value ?? words[index] ?? '', place);
    if (typeof decided === 'object' && 'refused' in decided) {
      return { refused: decided.refused, index: Math.min(index, words.length - 1) };
    }
    options.push(decided);
  }
  return { options };
}

/** The words of `NODE_OPTIONS`, judged as those of a command. */
export function decideNodeOptionsVariable(value: string, place: CommandPlace): OptionsDecision {
  const words = value.split(/\s+/).filter(Boolean);
  const index = words.findIndex((word) => !/^[\w=.,:+@/~-]+$/.test(word));
  if (index === -1) return decideNodeOptions(words, place);
  const refused = `NODE_OPTIONS with ${JSON.stringify(words[index])} cannot be judged: write plain options with blanks between`;
  return { refused, index };
}

function refusedOption(name: string, value: string | undefined): string | null {
  const known = normalized(name);
  if (value === undefined && switches.has(known)) return null;
  if (value !== undefined && settings.has(known)) return null;
  if (settings.has(known)) return `\`${name}\` needs its value behind a "=": write ${name}=VALUE`;
  const allowed = [...switches, ...settings, ...loading.keys()].sort().join(', ');
  return `\`node ${name}\` is not run here, because it may load code from outside /app, open a port or write files; allowed are ${allowed}`;
}

const packageSpecifier = /^(@[a-z0-9-][\w.-]*\/)?[a-z0-9][\w.-]*(\/[\w.@+-]+)*$/i;

function decideModule(
  option: LoadingOption,
  written: string,
  place: CommandPlace,
): NodeOption | { readonly refused: string } {
  const about = `the module ${JSON.stringify(written)} of ${option}`;
  if (written.includes('$')) return { refused: `${about} has a variable in it: write out what is to run` };
  const isUrl = option !== '--require' && written.startsWith('file:///');
  const file = isUrl ? written.slice('file://'.length) : written;
  // What Node.js decodes in a URL may not hide a folder.
  const isPath = /^\.{0,2}\//.test(file) && !/[%?#\\]/.test(file);
  if (isPath) {
    const path = pathInContainer(file, place);
    const refused = refusedCodePath(path, place);
    return refused === null ? { option, path } : { refused: `${about} ${refused}` };
  }
  const isPackage = packageSpecifier.test(written) && !written.split('/').some((part) => /^\.+$/.test(part));
  if (!isPackage)
    return {
      refused: `${about} is neither a plain path under /app nor the name of a package: write one of them`,
    };
  const refused = refusedPackage(option, written, place);
  return refused === null ? `${option}=${written}` : { refused: `${about} ${refused}` };
}

/** Node.js looks for a package in the `node_modules` of the working directory and of every folder above it. */
function refusedPackage(option: LoadingOption, specifier: string, place: CommandPlace): string | null {
  const { workingDirectory, appDirectory } = place;
  const found = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  for (let folder = pathInContainer('.', place); ; folder = posix.dirname(folder)) {
    const refused = refusedCodePath(folder, place);
    if (refused !== null) return `is looked for in ${workingDirectory}, which ${refused}`;
    for (const name of [found, specifier]) {
      const wrong = refusedCodePath(`${folder}/node_modules/${name}`, place);
      if (wrong !== null) return wrong;
    }
    if (appDirectory === null && folder === '/app') return null;
    if (appDirectory === null) continue;
    if (realPath(`${appDirectory}${folder.slice('/app'.length)}/node_modules/${found}`) !== null) return null;
    if (folder === '/app') return refusedOutside(option, found, appDirectory);
  }
}

/** A package that the app folder does not have: Node.js would go on with the folders of this machine. */
function refusedOutside(option: LoadingOption, name: string, appDirectory: string): string | null {
  const missing = `is not in ${appDirectory}/node_modules: install it there`;
  // `require` also searches folders of the user, which a variable may name.
  if (option === '--require') return missing;
  for (let folder = realPath(appDirectory); folder !== null && folder !== posix.dirname(folder); ) {
    folder = posix.dirname(folder);
    if (realPath(posix.join(folder, 'node_modules', name)) !== null) return missing;
  }
  return null;
}

/** As Node.js takes names: with underscores as well as with dashes. */
function normalized(name: string): string {
  return name.replaceAll('_', '-');
}

function split(option: string): readonly [string, string?] {
  const at = option.indexOf('=');
  return at === -1 ? [option] : [option.slice(0, at), option.slice(at + 1)];
}
