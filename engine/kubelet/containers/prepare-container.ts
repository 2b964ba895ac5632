import { join } from 'node:path';
import type { Environment } from '../../machine/processes/host-environment.ts';
import {
  commandPlace,
  type EnvFromSource,
  type InitContainer,
  refusedVariables,
} from '../../manifests/index.ts';
import { kubeletErrors } from '../errors.ts';
import type { ContainerCommand } from './container-process.ts';
import { heapOptions, memoryLimitOf } from './memory-limit.ts';
import type { PodContext } from './pod-context.ts';
import { type PodIdentity, podField } from './pod-fields.ts';
import { resolveCommand, resolveNodeOptions, resolveWorkingDirectory } from './resolve-command.ts';
import { expandVariables, resolveEnvironment } from './resolve-environment.ts';
import { type AddressBook, rewriteAddress, rewriteAddresses } from './rewrite-addresses.ts';
import { type PathMapping, rewritePath } from './rewrite-paths.ts';

/** What of its surroundings a container sees. */
export type ContainerContext = Pick<
  PodContext,
  'nodePath' | 'appDirectory' | 'hostEnvironment' | 'allowedVariables' | 'cluster'
>;

/** One container's place on this machine. */
export interface ContainerPlace {
  readonly pod: PodIdentity;
  /** Where it is to listen; null when it serves nothing. */
  readonly port: number | null;
  /** The pod's own outbound listener for each Service that it calls, by `NAME.NAMESPACE`. */
  readonly listeners: ReadonlyMap<string, number>;
  /** The real folder of each volume. */
  readonly volumes: ReadonlyMap<string, string>;
}

/** Runs a container's own command, or another one inside it, as a hook or probe does. */
export interface PreparedContainer {
  readonly command: ContainerCommand;
  commandFor(words: readonly string[]): ContainerCommand;
}

export function prepareContainer(
  container: InitContainer,
  place: ContainerPlace,
  context: ContainerContext,
): PreparedContainer {
  const mounts = mountsOf(container, place);
  const { appDirectory, nodePath, hostEnvironment } = context;
  const written = writtenEnvironment(container, place.pod, context);
  const addresses = addressBook(place, context);
  const addressed = rewriteAddresses(written, addresses);
  const inContainer = commandPlace(container, { appDirectory });
  const environment: Environment = {
    ...hostEnvironment,
    HOSTNAME: place.pod.name,
    ...Object.fromEntries(
      Object.entries(addressed).map(([name, value]) => [name, rewritePath(value, mounts)]),
    ),
    ...(place.port !== null ? { PORT: String(place.port) } : {}),
    ...onLoopback(addressed),
    ...nodeOptions(addressed, { appDirectory, inContainer }),
  };
  const workingDirectory = resolveWorkingDirectory(container.workingDir ?? '/app', { appDirectory, mounts });
  const expand = (word: string) => rewriteAddress(expandVariables(word, environment), addresses);
  const commandFor = (words: readonly string[]): ContainerCommand => {
    const resolved = resolveCommand(words, { nodePath, appDirectory, mounts, inContainer, expand });
    if ('refused' in resolved) throw notStartable(container, [resolved.refused]);
    return { ...resolved, environment, workingDirectory };
  };
  const own = commandFor([...(container.command ?? []), ...(container.args ?? [])]);
  const args = [...heapOptions(memoryLimitOf(container)), ...own.args];
  return { command: { ...own, args }, commandFor };
}

/** All addresses of a pod are one address here: nothing listens where other machines could reach it. */
function onLoopback({ HOST: host }: Environment): Environment {
  return host === '0.0.0.0' || host === '::' ? { HOST: '127.0.0.1' } : {};
}

function nodeOptions(
  { NODE_OPTIONS: written }: Environment,
  place: Parameters<typeof resolveNodeOptions>[1],
): Environment {
  return written === undefined ? {} : { NODE_OPTIONS: resolveNodeOptions(written, place) };
}

/** The Services that a container names in its environment or command, as `NAME.NAMESPACE`: each gets a listener. */
export function calledServices(
  container: InitContainer,
  pod: PodIdentity,
  context: ContainerContext,
): ReadonlySet<string> {
  const called = new Set<string>();
  const collecting: AddressBook = {
    ...addressBook({ listeners: new Map() }, context),
    portOfService(service, port) {
      if (context.cluster.hasServicePort(service, port)) called.add(service);
      return undefined;
    },
  };
  rewriteAddresses(writtenEnvironment(container, pod, context), collecting);
  for (const word of [...(container.command ?? []), ...(container.args ?? [])])
    rewriteAddress(word, collecting);
  return called;
}

function writtenEnvironment(
  container: InitContainer,
  pod: PodIdentity,
  { cluster, allowedVariables, appDirectory }: ContainerContext,
): Environment {
  // Secrets that are made here are known only now.
  const keysOf = ({ configMapRef, secretRef }: EnvFromSource) =>
    Object.keys(cluster.configMap(configMapRef?.name ?? '') ?? cluster.secret(secretRef?.name ?? '') ?? {});
  const refused = refusedVariables(
    container,
    { allowedVariables, keysOf },
    commandPlace(container, { appDirectory }),
  ).map(({ message }) => message);
  if (refused.length > 0) throw notStartable(container, refused);
  const { environment, problems } = resolveEnvironment(container, {
    namespace: cluster.namespace,
    configMap: cluster.configMap,
    secret: cluster.secret,
    field: (path) => podField(path, pod),
  });
  if (problems.length > 0) {
    throw kubeletErrors.create('container-config-missing', { message: problems.join('; ') });
  }
  return environment;
}

function addressBook(
  { listeners }: Pick<ContainerPlace, 'listeners'>,
  { cluster }: ContainerContext,
): AddressBook {
  return {
    namespace: cluster.namespace,
    postgres: cluster.postgres,
    postgresHosts: cluster.postgresHosts,
    ...(cluster.otlpPort === undefined ? {} : { otlpPort: cluster.otlpPort }),
    portOfService: (service, port) =>
      cluster.hasServicePort(service, port) ? listeners.get(service) : undefined,
  };
}

function mountsOf(container: InitContainer, place: ContainerPlace): PathMapping[] {
  return (container.volumeMounts ?? []).flatMap(({ name, mountPath }) => {
    const hostPath = place.volumes.get(name);
    return hostPath === undefined
      ? []
      : [{ containerPath: withoutSlash(mountPath), hostPath: join(hostPath) }];
  });
}

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

function notStartable(container: InitContainer, problems: readonly string[]) {
  const message = `container ${container.name}: ${problems.join('; ')}`;
  return kubeletErrors.create('container-not-startable', { message });
}
