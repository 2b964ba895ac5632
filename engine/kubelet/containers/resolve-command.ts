import { isAbsolute, join, normalize, posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type CommandPlace as ContainerPlace,
  decideCommand,
  decideNodeOptionsVariable,
  type NodeOption,
} from '../../manifests/index.ts';
import { type PathMapping, rewritePath } from './rewrite-paths.ts';

/** What can be started on this machine for a container's `command` and `args`. */
interface ResolvedCommand {
  readonly file: string;
  readonly args: readonly string[];
}

type CommandResolution = ResolvedCommand | { readonly refused: string };

export interface CommandPlace {
  readonly nodePath: string;
  readonly appDirectory: string;
  readonly mounts: readonly PathMapping[];
  /** Where it runs in the container. */
  readonly inContainer: ContainerPlace;
  /** Puts values in the place of variables and addresses in what the script gets. */
  readonly expand: (word: string) => string;
}

const imageFolder = '/app';

/**
 * Maps `node` to this machine's Node.js and paths under `/app` to the app folder; what may not run is refused, by the
 * words of the check.
 */
export function resolveCommand(command: readonly string[], place: CommandPlace): CommandResolution {
  const { nodePath, appDirectory, expand } = place;
  const decision = decideCommand(command, place.inContainer);
  if ('refused' in decision) return decision;
  const { options, script, scriptIndex } = decision;
  const rest = command.slice(scriptIndex + 1).map((word) => mapArgument(expand(word), place));
  const scriptPath = rewritePath(script, [appMapping(appDirectory)]);
  return {
    file: nodePath,
    args: [...options.map((option) => mapOption(option, appDirectory, expand)), scriptPath, ...rest],
  };
}

/** `NODE_OPTIONS` with the files of this machine; one that was allowed without being judged stays as it is. */
export function resolveNodeOptions(
  value: string,
  { appDirectory, inContainer }: Pick<CommandPlace, 'appDirectory' | 'inContainer'>,
): string {
  const decision = decideNodeOptionsVariable(value, inContainer);
  if ('refused' in decision) return value;
  const options = decision.options.map((option) => mapOption(option, appDirectory, (word) => word));
  return options.map(quoted).join(' ');
}

function mapOption(option: NodeOption, appDirectory: string, expand: CommandPlace['expand']): string {
  if (typeof option === 'string') return expand(option);
  const path = rewritePath(option.path, [appMapping(appDirectory)]);
  return `${option.option}=${option.option === '--require' ? path : pathToFileURL(path).href}`;
}

/** https://nodejs.org/api/cli.html#node_optionsoptions */
function quoted(option: string): string {
  return /[\s"\\]/.test(option) ? `"${option.replaceAll(/["\\]/g, '\\$&')}"` : option;
}

/** The folder of this machine for a container's working directory; without one, the app folder. */
export function resolveWorkingDirectory(
  workingDirectory: string,
  place: Pick<CommandPlace, 'appDirectory' | 'mounts'>,
): string {
  const mapped = mapArgument(posix.normalize(workingDirectory), place);
  return isAbsolute(mapped) && mapped !== workingDirectory ? mapped : place.appDirectory;
}

function mapArgument(
  arg: string,
  { appDirectory, mounts }: Pick<CommandPlace, 'appDirectory' | 'mounts'>,
): string {
  const equals = arg.startsWith('--') ? arg.indexOf('=') + 1 : 0;
  const value = arg.slice(equals);
  const mounted = rewritePath(value, mounts);
  if (mounted !== value) return arg.slice(0, equals) + mounted;
  return arg.slice(0, equals) + rewritePath(value, [appMapping(appDirectory)]);
}

function appMapping(appDirectory: string): PathMapping {
  return { containerPath: imageFolder, hostPath: normalize(join(appDirectory)) };
}
