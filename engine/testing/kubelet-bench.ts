import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@petstore/chassis/logging';
import { type Clock, systemClock } from '@petstore/chassis/time';
import { expect, vi } from 'vitest';
import type { Stored } from '../api/objects/api-object.ts';
import type { RecordedEvent } from '../api/objects/event-recording.ts';
import { podPortsOf } from '../api/objects/pod-ports.ts';
import { ObjectStore } from '../api/store/object-store.ts';
import { createKubelet, type Kubelet } from '../kubelet/kubelet.ts';
import { type LogStore, openLogStore } from '../kubelet/logs/log-store.ts';
import { StartQueue } from '../kubelet/start-queue.ts';
import { createPortAllocator, type PortAllocator } from '../machine/ports/port-allocator.ts';
import { ProcessRegistry } from '../machine/processes/process-registry.ts';
import type { Container, PodSpec } from '../manifests/index.ts';

/** Sources of `/app/main.mjs`, and the port and probe of one that listens. */
export const idle = 'setInterval(() => {}, 1000);';
export const listen = `import { createServer } from 'node:http';
createServer((q, s) => s.end('ok')).listen(Number(process.env.PORT), '127.0.0.1');`;
export const port = {
  ports: [{ name: 'http', containerPort: 8080 }],
  readinessProbe: { tcpSocket: { port: 'http' } },
};

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

export const patience = { timeout: 20_000, interval: 20 };

/** A Pod `thing` with one container, unless its spec says otherwise. */
interface Situation {
  readonly name?: string;
  /** Source of `/app/main.mjs`. */
  readonly main?: string;
  readonly container?: Partial<Container>;
  readonly spec?: Partial<PodSpec>;
  readonly status?: Readonly<Record<string, unknown>>;
}

interface BenchOptions {
  readonly ports?: PortAllocator;
  readonly publish?: () => Promise<void>;
  readonly drained?: (pod: string) => Promise<void>;
}

export interface ShownContainer {
  readonly name: string;
  readonly ready: boolean;
  readonly started: boolean;
  readonly restartCount: number;
  readonly state: ShownState;
  readonly lastState: ShownState;
}

interface ShownState {
  readonly waiting?: { readonly reason: string; readonly message?: string };
  readonly running?: { readonly startedAt: string };
  readonly terminated?: { readonly exitCode: number; readonly signal?: number; readonly reason: string };
}

/** A folder with an app in it, an object store, and the kubelet that runs its Pods. */
export class KubeletBench {
  readonly directory: string;
  readonly store: ObjectStore;
  readonly kubelet: Kubelet;
  readonly events: RecordedEvent[] = [];

  readonly logs: LogStore;

  constructor(
    { directory, logs }: Pick<KubeletBench, 'directory' | 'logs'>,
    kubeletOf: (store: ObjectStore, events: RecordedEvent[]) => Kubelet,
  ) {
    this.directory = directory;
    this.logs = logs;
    this.store = new ObjectStore({ clock: systemClock });
    this.kubelet = kubeletOf(this.store, this.events);
    this.kubelet.start();
  }

  /** Replaces a file of `/app` for the containers that are started from now on. */
  write(source: string, file = 'main.mjs'): Promise<void> {
    return writeFile(join(this.directory, 'app', file), source);
  }

  remove(file: string): Promise<void> {
    return rm(join(this.directory, 'app', file));
  }

  async run({
    name = 'thing',
    main = idle,
    container = {},
    spec = {},
    status,
  }: Situation = {}): Promise<void> {
    await this.write(main);
    this.store.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'test', labels: { app: 'thing' } },
      spec: {
        nodeName: 'laptop',
        terminationGracePeriodSeconds: 5,
        containers: [{ name: 'main', image: 'thing:v1', command: ['node', '/app/main.mjs'], ...container }],
        ...spec,
      },
      ...(status === undefined ? {} : { status }),
    });
  }

  find(name = 'thing'): Stored<'Pod'> | undefined {
    return this.store.get({ kind: 'Pod', namespace: 'test', name });
  }

  pod(name = 'thing'): Stored<'Pod'> {
    const pod = this.find(name);
    if (pod === undefined) throw new Error(`there is no pod ${name}`);
    return pod;
  }

  condition(type: string): { readonly status: string; readonly reason?: string } | undefined {
    const conditions = (this.pod().status?.['conditions'] ?? []) as { type: string; status: string }[];
    return conditions.find((condition) => condition.type === type);
  }

  container(name = 'main'): ShownContainer {
    const { containerStatuses = [], initContainerStatuses = [] } = (this.pod().status ?? {}) as Readonly<
      Record<string, ShownContainer[]>
    >;
    const found = [...initContainerStatuses, ...containerStatuses].find((status) => status.name === name);
    if (found === undefined) throw new Error(`the status says nothing of container ${name}`);
    return found;
  }

  pid(container = 'main'): number | null {
    const [pod] = this.kubelet.pods;
    return pod?.containers.find(({ name }) => name === container)?.pid ?? null;
  }

  realPort(containerPort = 8080): number | undefined {
    return podPortsOf(this.pod().metadata).ports[containerPort];
  }

  async ready(): Promise<void> {
    await vi.waitFor(() => expect(this.condition('Ready')?.status).toBe('True'), patience);
  }

  delete(graceSeconds?: number): void {
    this.store.delete({ kind: 'Pod', namespace: 'test', name: 'thing' }, { graceSeconds });
  }

  async gone(): Promise<void> {
    await vi.waitFor(() => expect(this.kubelet.pods).toEqual([]), patience);
  }

  /** What the first container of the pod has printed, as it is stored. */
  printed(name = 'thing'): Promise<string> {
    return readFile(join(this.directory, 'logs', `${name}.log`), 'utf8');
  }

  said(): readonly string[] {
    return this.events.map(({ reason, message }) => `${reason}: ${message}`);
  }

  async dispose(): Promise<void> {
    await this.kubelet.stop(1_000);
    await rm(this.directory, { recursive: true, force: true });
  }
}

export async function openKubeletBench(options: BenchOptions = {}): Promise<KubeletBench> {
  const directory = await mkdtemp(join(tmpdir(), 'kubelet-'));
  await mkdir(join(directory, 'app'));
  const context = await contextIn(directory, systemClock, options);
  const addresses = () => ({ postgresHosts: new Set<string>(), postgres: null });
  return new KubeletBench({ directory, logs: context.logs }, (store, events) =>
    createKubelet({ store, context, addresses, recordEvent: (event) => events.push(event) }),
  );
}

async function contextIn(directory: string, clock: Clock, { ports, publish, drained }: BenchOptions) {
  const onProblem = (error: unknown) => expect.unreachable(String(error));
  return {
    clock,
    logger: createLogger({ service: 'kubelet', level: 'fatal' }),
    logs: await openLogStore({ directory: join(directory, 'logs'), clock, onProblem }),
    ports: ports ?? createPortAllocator(Math.floor(Math.random() * 9_000)),
    processes: new ProcessRegistry(join(directory, 'processes.json')),
    starts: new StartQueue({ clock, mostAtOnce: 16, holdMs: 1_000 }),
    nodePath: process.execPath,
    appDirectory: join(directory, 'app'),
    podsDirectory: join(directory, 'pods'),
    hostEnvironment: {},
    allowedVariables: new Set<string>(),
    publish: publish ?? (() => Promise.resolve()),
    drained: drained ?? (() => Promise.resolve()),
  };
}
