import { isAbsolute, join, normalize, posix } from 'node:path';
import { type PathMapping, rewritePath } from './rewrite-paths.ts';

/** What can be started on this machine for a container's `command` and `args`. */
export interface ResolvedCommand {
  readonly file: string;
  readonly args: readonly string[];
}

export type CommandResolution = ResolvedCommand | { readonly refused: string };

export interface CommandPlace {
  readonly nodePath: string;
  readonly appDirectory: string;
  readonly workingDirectory: string;
  readonly mounts: readonly PathMapping[];
}

const imageFolder = '/app';

/**
 * Maps `node` to this machine's Node.js and paths under `/app` to the app folder. Nothing else is run: a manifest must not
 * start arbitrary programs of the laptop it is rehearsed on.
 */
export function resolveCommand(command: readonly string[], place: CommandPlace): CommandResolution {
  const [program, ...args] = command;
  if (program === undefined)
    return { refused: 'the container has no command: name one, `node` and a path under /app' };
  if (posix.basename(program) !== 'node' || (program !== 'node' && !isImageProgram(program))) {
    return { refused: `the command ${JSON.stringify(program)} is not run on one machine: only \`node\` is` };
  }
  const scriptIndex = args.findIndex((arg) => !arg.startsWith('-'));
  const script = args[scriptIndex];
  const options = scriptIndex === -1 ? args : args.slice(0, scriptIndex);
  const evaluated = options.find((option) =>
    /^(-[a-z]*[epi]|--(eval|print|interactive)(=.*)?)$/.test(option),
  );
  if (evaluated !== undefined)
    return { refused: `\`node ${evaluated}\` names no script: name a path under /app` };
  if (script === undefined) return { refused: 'the command names no script: name a path under /app' };
  const scriptPath = posix.normalize(posix.join(workingFolder(script, place), script));
  if (scriptPath !== imageFolder && !scriptPath.startsWith(`${imageFolder}/`)) {
    return { refused: `the script ${JSON.stringify(script)} does not lie under /app` };
  }
  const mapped = args.map((arg, index) => mapArgument(index === scriptIndex ? scriptPath : arg, place));
  const escaped = args.find((arg) => arg.startsWith(`${imageFolder}/`) && !isInside(arg));
  if (escaped !== undefined) return { refused: `the argument ${JSON.stringify(escaped)} leads out of /app` };
  return { file: place.nodePath, args: mapped };
}

/** The folder of this machine for a container's working directory; without one, the app folder. */
export function resolveWorkingDirectory(
  workingDirectory: string,
  place: Omit<CommandPlace, 'workingDirectory'>,
): string {
  const mapped = mapArgument(posix.normalize(workingDirectory), { ...place, workingDirectory });
  return isAbsolute(mapped) && mapped !== workingDirectory ? mapped : place.appDirectory;
}

function isImageProgram(program: string): boolean {
  return ['/usr/bin/node', '/usr/local/bin/node', '/nodejs/bin/node'].includes(program);
}

function workingFolder(script: string, place: CommandPlace): string {
  return posix.isAbsolute(script) ? '/' : place.workingDirectory;
}

function isInside(path: string): boolean {
  return posix.normalize(path).startsWith(`${imageFolder}/`);
}

function mapArgument(arg: string, place: CommandPlace): string {
  const equals = arg.startsWith('--') ? arg.indexOf('=') + 1 : 0;
  const value = arg.slice(equals);
  const mounted = rewritePath(value, place.mounts);
  if (mounted !== value) return arg.slice(0, equals) + mounted;
  return (
    arg.slice(0, equals) +
    rewritePath(value, [{ containerPath: imageFolder, hostPath: normalize(join(place.appDirectory)) }])
  );
}
