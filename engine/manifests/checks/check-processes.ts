import type { Container, InitContainer } from '../../schemas/container.ts';
import type { EnvFromSource } from '../../schemas/environment.ts';
import type { PodSpec } from '../../schemas/pod.ts';
import type { FieldPath } from '../field-path.ts';
import type { Finding, ObjectFinding } from '../manifest-problem.ts';
import type { DeclaredObjects } from '../reading/declared-objects.ts';
import { secretValues } from '../secret-values.ts';
import type { CommandPlace } from './decide-code-path.ts';
import { decideCommand } from './decide-command.ts';
import { refusedVariables, type VariableSources } from './decide-variable.ts';

/** What a person said of the processes that may run. */
interface ProcessRules extends VariableSources, Pick<CommandPlace, 'appDirectory'> {}

/**
 * Everything in a pod that may not run on this machine, with its path below the pod's spec; the start refuses by the
 * same words.
 */
export function checkPodProcesses(
  { containers, initContainers = [] }: PodSpec,
  rules: ProcessRules,
): Finding[] {
  return [
    ...initContainers.flatMap((container, index) =>
      checkProcess(container, ['initContainers', index], rules),
    ),
    ...containers.flatMap((container, index) => [
      ...checkProcess(container, ['containers', index], rules),
      ...checkHooks(container, ['containers', index], rules),
    ]),
  ];
}

/** What the Deployments run. */
export function checkProcesses(
  { readable }: DeclaredObjects,
  rules: Omit<ProcessRules, 'keysOf'>,
): ObjectFinding[] {
  const configMaps = new Map(readable.ConfigMap.map(({ metadata, data = {} }) => [metadata.name, data]));
  const secrets = new Map(readable.Secret.map((secret) => [secret.metadata.name, secretValues(secret)]));
  const keysOf = ({ configMapRef, secretRef }: EnvFromSource) =>
    Object.keys(configMaps.get(configMapRef?.name ?? '') ?? secrets.get(secretRef?.name ?? '') ?? {});
  return readable.Deployment.flatMap((object) =>
    checkPodProcesses(object.spec.template.spec, { ...rules, keysOf }).map(({ path, message }) => ({
      object,
      path: ['spec', 'template', 'spec', ...path],
      message,
    })),
  );
}

function checkProcess(container: InitContainer, path: FieldPath, rules: ProcessRules): Finding[] {
  const { command = [], args = [] } = container;
  const place = commandPlace(container, rules);
  const decision = decideCommand([...command, ...args], place);
  const variables = refusedVariables(container, rules, place);
  return [
    ...('refused' in decision
      ? [{ path: [...path, ...pathOfWord(decision.index, container)], message: decision.refused }]
      : []),
    ...variables.map((finding) => ({ path: [...path, ...finding.path], message: finding.message })),
  ];
}

/** Commands that run in the place of the container beside its own. */
function checkHooks(container: Container, path: FieldPath, rules: ProcessRules): Finding[] {
  const { startupProbe, readinessProbe, livenessProbe, lifecycle } = container;
  const hooks: readonly (readonly [FieldPath, readonly string[] | undefined])[] = [
    [['startupProbe'], startupProbe?.exec?.command],
    [['readinessProbe'], readinessProbe?.exec?.command],
    [['livenessProbe'], livenessProbe?.exec?.command],
    [['lifecycle', 'preStop'], lifecycle?.preStop?.exec?.command],
  ];
  return hooks.flatMap(([at, words]): Finding[] => {
    if (words === undefined || words.length === 0) return [];
    const decision = decideCommand(words, commandPlace(container, rules));
    if (!('refused' in decision)) return [];
    return [{ path: [...path, ...at, 'exec', 'command', decision.index], message: decision.refused }];
  });
}

/** Where the commands of a container run. */
export function commandPlace(
  { workingDir = '', volumeMounts = [] }: InitContainer,
  { appDirectory }: Pick<CommandPlace, 'appDirectory'>,
): CommandPlace {
  const mountPaths = volumeMounts.map(({ mountPath }) => mountPath);
  return { workingDirectory: workingDir === '' ? '/app' : workingDir, mountPaths, appDirectory };
}

function pathOfWord(index: number, { command = [], args = [] }: InitContainer): FieldPath {
  if (command.length + args.length === 0) return ['command'];
  return index < command.length ? ['command', index] : ['args', index - command.length];
}
