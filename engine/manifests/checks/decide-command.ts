import { realpathSync } from 'node:fs';
import { join, posix } from 'node:path';

/** Where a command of a container stands. */
export interface CommandPlace {
  /** The container's working directory. */
  readonly workingDirectory: string;
  /** Where volumes are mounted in the container. */
  readonly mountPaths: readonly string[];
  /** The folder that stands for `/app`; null where it is not known, so that links in it are not followed. */
  readonly appDirectory: string | null;
}

/** A command that may run: `node`, options that load no code, a script below `/app` and what the script gets. */
interface RunnableCommand {
  readonly options: readonly string[];
  /** Absolute and without `..`. */
  readonly script: string;
  readonly scriptIndex: number;
}

type CommandDecision = RunnableCommand | { readonly refused: string; readonly index: number };

const imageFolder = '/app';
const imagePrograms = ['node', '/usr/bin/node', '/usr/local/bin/node', '/nodejs/bin/node'];

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

/**
 * Whether a command may run on this machine. A manifest must not start arbitrary programs of the laptop that it is
 * rehearsed on: `node` alone runs, with code of the app folder. Takes the words as they are written: what decides must
 * not come from a variable.
 */
export function decideCommand(words: readonly string[], place: CommandPlace): CommandDecision {
  const [program, ...rest] = words;
  if (program === undefined)
    return refuse(0, 'is missing: images are not run here, so say what to run, `node` and a path under /app');
  if (!imagePrograms.includes(program)) {
    return refuse(0, `the command ${JSON.stringify(program)} is not run on one machine: only \`node\` is`);
  }
  const found = rest.findIndex((word) => word === '--' || !word.startsWith('-') || word === '-');
  const endOfOptions = found === -1 ? rest.length : found;
  const scriptIndex = 1 + (rest[endOfOptions] === '--' ? endOfOptions + 1 : endOfOptions);
  const options = rest.slice(0, endOfOptions);
  for (const [index, option] of options.entries()) {
    const refused = refusedOption(option);
    if (refused !== null) return refuse(1 + index, refused);
  }
  const script = words[scriptIndex];
  if (script === undefined || script === '-')
    return refuse(
      Math.min(scriptIndex, words.length - 1),
      'the command names no script: name a path under /app',
    );
  return decideScript(words, script, scriptIndex, options, place);
}

/** Why an option of Node.js may not stand in a command or in `NODE_OPTIONS`; null when it may. */
export function refusedOption(option: string): string | null {
  const [name = '', value] = split(option);
  // As Node.js takes them: with underscores as well as with dashes.
  const known = name.replaceAll('_', '-');
  if (value === undefined && switches.has(known)) return null;
  if (value !== undefined && settings.has(known)) return null;
  if (settings.has(known)) return `\`${name}\` needs its value behind a "=": write ${name}=VALUE`;
  const allowed = [...switches, ...settings].sort().join(', ');
  return `\`node ${name}\` is not run here, because it may load code from outside /app, open a port or write files; allowed are ${allowed}`;
}

function decideScript(
  words: readonly string[],
  script: string,
  scriptIndex: number,
  options: readonly string[],
  place: CommandPlace,
): CommandDecision {
  const written = JSON.stringify(script);
  if (script.includes('$')) {
    return refuse(scriptIndex, `the script ${written} has a variable in it: write out what is to run`);
  }
  const path = posix.resolve('/', place.workingDirectory, script);
  if (path !== imageFolder && !isBelow(path, imageFolder))
    return refuse(scriptIndex, `the script ${written} does not lie under /app: name a path under /app`);
  const mount = place.mountPaths.find((mounted) => isBelow(path, posix.resolve(mounted)));
  if (mount !== undefined)
    return refuse(
      scriptIndex,
      `the script ${written} lies in the volume at ${mount}: only code of the app folder runs`,
    );
  if (leadsOut(path, place.appDirectory))
    return refuse(
      scriptIndex,
      `the script ${written} is a link that leads out of the app folder ${place.appDirectory}`,
    );
  const escaped = words.findIndex((word, index) => index > scriptIndex && escapes(word));
  if (escaped !== -1)
    return refuse(
      escaped,
      `the argument ${JSON.stringify(words[escaped])} leads out of /app: name a path under /app`,
    );
  return { options, script: path, scriptIndex };
}

function refuse(index: number, refused: string): CommandDecision {
  return { refused, index };
}

function split(option: string): readonly [string, string?] {
  const at = option.indexOf('=');
  return at === -1 ? [option] : [option.slice(0, at), option.slice(at + 1)];
}

/** A path without `..` that lies in a folder. */
function isBelow(path: string, folder: string): boolean {
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  return path.startsWith(prefix) && path !== prefix;
}

function escapes(word: string): boolean {
  const value = split(word)[1] ?? word;
  return [word, value].some(
    (path) => path.startsWith(`${imageFolder}/`) && !isBelow(posix.normalize(path), imageFolder),
  );
}

function leadsOut(path: string, appDirectory: string | null): boolean {
  if (appDirectory === null) return false;
  try {
    const folder = realpathSync(appDirectory);
    const real = realpathSync(join(appDirectory, path.slice(imageFolder.length)));
    return real !== folder && !isBelow(real, folder);
  } catch (error) {
    // A script that is not there is for Node.js to miss.
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw error;
  }
}
