import { createHash } from 'node:crypto';
import { type RolloutStrategy, rolloutStrategy } from '../controllers/deployment/rollout-strategy.ts';
import {
  type AllowedVariables,
  type Container,
  checkPodProcesses,
  type Deployment,
  formatPath,
  type InitContainer,
  type Volume,
} from '../manifests/index.ts';

/** What all pods of a Deployment share, worked out once. */
export interface DeploymentPlan {
  readonly name: string;
  readonly namespace: string;
  readonly replicas: number;
  readonly image: string;
  readonly serviceAccount: string;
  readonly version: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Marks pods of one template, as a ReplicaSet's name does. */
  readonly templateHash: string;
  readonly graceMs: number;
  readonly minReadyMs: number;
  readonly strategy: RolloutStrategy;
  /** A rollout that has got no further for so long has stalled. */
  readonly progressDeadlineMs: number;
  readonly initContainers: readonly InitContainer[];
  readonly main: Container;
  /** The port that the main container says it listens on; null when it serves nothing. */
  readonly containerPort: { readonly number: number; readonly name: string | null } | null;
  readonly volumes: readonly Volume[];
}

export interface DeploymentPlanOptions {
  readonly namespace: string;
  /** Instead of each Deployment's own count. */
  readonly replicas?: number | undefined;
  /** Environment variables that stand over those of every container. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** The folder that stands for `/app`; without it links in it are not followed. */
  readonly appDirectory?: string;
  readonly allowedVariables?: AllowedVariables | undefined;
}

const noVariables: AllowedVariables = new Set();

type DeploymentPlanning = DeploymentPlan | { readonly refused: readonly string[] };

/** Works out what a Deployment's pods run; every command that may not run here is named. */
export function planDeployment(deployment: Deployment, options: DeploymentPlanOptions): DeploymentPlanning {
  const { name } = deployment.metadata;
  const { spec } = deployment.spec.template;
  const [only, ...others] = spec.containers;
  if (only === undefined || others.length > 0) {
    return {
      refused: [
        `Deployment ${name}: a pod has exactly one container here, this one ${spec.containers.length}`,
      ],
    };
  }
  const initContainers = (spec.initContainers ?? []).map((each) => withEnvironment(each, options));
  const main = withEnvironment(only, options);
  const { appDirectory = null, allowedVariables = noVariables } = options;
  // What the manifests add to the environment from elsewhere was judged by their check, and is again when a pod starts.
  const rules = { appDirectory, allowedVariables, keysOf: () => [] };
  const findings = checkPodProcesses({ ...spec, initContainers, containers: [main] }, rules);
  if (findings.length > 0) {
    return {
      refused: findings.map(({ path, message }) => `Deployment ${name}: ${formatPath(path)}: ${message}`),
    };
  }
  const { labels = {}, annotations = {} } = deployment.spec.template.metadata ?? {};
  const port = main.ports?.[0];
  return {
    name,
    namespace: options.namespace,
    replicas: options.replicas ?? deployment.spec.replicas ?? 1,
    image: main.image,
    serviceAccount: spec.serviceAccountName ?? 'default',
    version: versionOf(labels, main.image),
    labels,
    annotations,
    templateHash: hashOf(JSON.stringify(deployment.spec.template)),
    graceMs: (spec.terminationGracePeriodSeconds ?? 30) * 1000,
    minReadyMs: (deployment.spec.minReadySeconds ?? 0) * 1000,
    strategy: rolloutStrategy(deployment.spec),
    progressDeadlineMs: (deployment.spec.progressDeadlineSeconds ?? 600) * 1000,
    initContainers,
    main,
    containerPort: port === undefined ? null : { number: port.containerPort, name: port.name ?? null },
    volumes: spec.volumes ?? [],
  };
}

/** The same pods once more, told apart by a new hash, as the annotation of `kubectl rollout restart` makes them. */
export function planRestart(plan: DeploymentPlan, at: string): DeploymentPlan {
  return { ...plan, templateHash: hashOf(`${plan.templateHash} ${at}`) };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 9);
}

/**
 * Istio's canonical revision: the label that says it, then the labels that usually carry a version, then the image's
 * tag.
 */
function versionOf(labels: Readonly<Record<string, string>>, image: string): string {
  const named =
    labels['service.istio.io/canonical-revision'] ?? labels['app.kubernetes.io/version'] ?? labels['version'];
  return named ?? /:([\w.-]+)$/.exec(image)?.[1] ?? 'latest';
}

function withEnvironment<C extends InitContainer>(container: C, { environment }: DeploymentPlanOptions): C {
  if (environment === undefined) return container;
  const added = Object.entries(environment).map(([name, value]) => ({ name, value }));
  if (added.length === 0) return container;
  return { ...container, env: [...(container.env ?? []), ...added] };
}
