import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@petstore/chassis/logging';
import { systemClock } from '@petstore/chassis/time';
import { expect } from 'vitest';
import type { PodContext } from '../kubelet/containers/pod-context.ts';
import { openLogStore } from '../kubelet/logs/log-store.ts';
import { planDeployment } from '../kubelet/plan-deployment.ts';
import type { Pod } from '../kubelet/pod.ts';
import { StartQueue } from '../kubelet/start-queue.ts';
import { createSupervisor, type Supervisor } from '../kubelet/supervisor.ts';
import { createPortAllocator, type PortAllocator } from '../machine/ports/port-allocator.ts';
import { ProcessRegistry } from '../machine/processes/process-registry.ts';
import type { Container, Deployment } from '../manifests/index.ts';

/** A Deployment `thing` with one container, for a test of what becomes of its process. */
interface Situation {
  /** Source of `/app/main.mjs`. */
  readonly main: string;
  readonly container?: Partial<Container>;
  readonly initContainers?: NonNullable<Deployment['spec']['template']['spec']['initContainers']>;
  readonly graceSeconds?: number;
  readonly ports?: PortAllocator;
}

/** A folder with an app in it, and the supervisor that runs it. */
export interface SupervisorBench {
  readonly directory: string;
  supervise(situation: Situation): Promise<Supervisor>;
  /** Replaces `/app/main.mjs` for the pods that are started from now on. */
  rewrite(main: string): Promise<void>;
  dispose(): Promise<void>;
}

export async function openSupervisorBench(): Promise<SupervisorBench> {
  const directory = await mkdtemp(join(tmpdir(), 'supervisor-'));
  await mkdir(join(directory, 'app'));
  const rewrite = (main: string) => writeFile(join(directory, 'app', 'main.mjs'), main);
  let supervisor: Supervisor | null = null;
  return {
    directory,
    rewrite,
    async supervise(situation) {
      await rewrite(situation.main);
      const plan = planDeployment(deploymentOf(situation), { namespace: 'test' });
      if ('refused' in plan) throw new Error(plan.refused.join('\n'));
      const context = await contextIn(directory, situation);
      supervisor = createSupervisor({ plans: [plan], context, random: Math.random });
      supervisor.start();
      return supervisor;
    },
    async dispose() {
      await supervisor?.stop(1_000);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export function onlyPod(of: Supervisor): Pod {
  const pod = of.deployments[0]?.pods[0];
  if (pod === undefined) throw new Error('there is no pod');
  return pod;
}

/** Sources of `/app/main.mjs`, and the port and probe of one that listens. */
export const idle = 'setInterval(() => {}, 1000);';
export const listen = `import { createServer } from 'node:http';
createServer((q, s) => s.end('ok')).listen(Number(process.env.PORT), '127.0.0.1');`;
export const port = {
  ports: [{ name: 'http', containerPort: 8080 }],
  readinessProbe: { tcpSocket: { port: 'http' } },
};

function deploymentOf({ container = {}, initContainers = [], graceSeconds = 5 }: Situation): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'thing' },
    spec: {
      selector: { matchLabels: {} },
      template: {
        spec: {
          terminationGracePeriodSeconds: graceSeconds,
          initContainers,
          containers: [{ name: 'main', image: 'thing:v1', command: ['node', '/app/main.mjs'], ...container }],
        },
      },
    },
  };
}

async function contextIn(directory: string, { ports }: Situation): Promise<PodContext> {
  const onProblem = (error: unknown) => expect.unreachable(String(error));
  return {
    clock: systemClock,
    logger: createLogger({ service: 'supervisor', level: 'fatal' }),
    logs: await openLogStore({ directory: join(directory, 'logs'), clock: systemClock, onProblem }),
    ports: ports ?? createPortAllocator(Math.floor(Math.random() * 9_000)),
    processes: new ProcessRegistry(join(directory, 'processes.json')),
    starts: new StartQueue({ clock: systemClock, mostAtOnce: 16, holdMs: 1_000 }),
    nodePath: process.execPath,
    appDirectory: join(directory, 'app'),
    podsDirectory: join(directory, 'pods'),
    hostEnvironment: {},
    allowedVariables: new Set(),
    cluster: {
      namespace: 'test',
      configMap: () => undefined,
      secret: () => undefined,
      hasServicePort: () => false,
      postgresHosts: new Set(),
      postgres: null,
    },
    publish: () => Promise.resolve(),
    drained: () => Promise.resolve(),
  };
}
