import { isDeepStrictEqual } from 'node:util';
import { messageOf } from '@petstore/chassis/errors';
import type { Logger } from '@petstore/chassis/logging';
import type { Clock } from '@petstore/chassis/time';
import type { Stored } from '../../api/objects/api-object.ts';
import type { RecordEvent } from '../../api/objects/event-recording.ts';
import type { ObjectChange, ObjectStore } from '../../api/store/object-store.ts';
import { type PostgresHost, type ProvisionOptions, servedCluster } from '../../postgres/index.ts';
import { type Controller, Reconciler } from '../reconciler.ts';
import { type ClusterState, clusterStatus, databaseStatus } from './compose-status.ts';
import { decideDatabases } from './decide-databases.ts';
import { translateContents, type WantedContents } from './translate-contents.ts';

interface PostgresControllerOptions {
  readonly store: ObjectStore;
  readonly host: PostgresHost;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'error'>;
  readonly recordEvent: RecordEvent;
}

export interface PostgresController extends Controller {
  /**
   * Resolves when the server holds what the objects say now, with sentences about roles and Databases that could not be
   * made; rejects where there is no server to hold anything.
   */
  provisionAll(): Promise<readonly string[]>;
}

const component = 'cloudnative-pg';
const everything = ['postgres'];
/** As often as the operator looks again at what it could not do. */
const retryMs = 30_000;

/**
 * Serves the first Cluster with its roles and Databases, in the place of CloudNativePG. What is deleted is served no
 * longer, and keeps its data. It hears of deletions from the moment that it is made.
 */
export function runPostgres(options: PostgresControllerOptions): PostgresController {
  return new PostgresReconciler(options);
}

class PostgresReconciler implements PostgresController {
  readonly #options: PostgresControllerOptions;
  readonly #reconciler: Reconciler;
  readonly #unwatch: () => void;
  /** Databases whose objects are gone and that may still be open. */
  readonly #left = new Set<string>();
  /** Uids of Clusters that an Event was recorded for. */
  readonly #reported = new Set<string>();
  /** What the server was made to hold last. */
  #provisioned: ProvisionOptions | null = null;
  #problems: readonly string[] = [];
  #last: Promise<void> = Promise.resolve();

  constructor(options: PostgresControllerOptions) {
    this.#options = options;
    this.#unwatch = options.store.watch((change) => this.#remember(change));
    this.#reconciler = new Reconciler({
      ...options,
      name: component,
      keysOf: (change) => (this.#concerns(change) ? everything : []),
      reconcile: async () => void (await this.provisionAll()),
    });
  }

  start(): void {
    this.#reconciler.start();
  }

  async stop(): Promise<void> {
    this.#unwatch();
    await this.#reconciler.stop();
  }

  /** One after the other: two at once would make the same role. */
  provisionAll(): Promise<readonly string[]> {
    const next = this.#last.catch(() => undefined).then(() => this.#reconcile());
    this.#last = next;
    return next.then(() => this.#problems);
  }

  async #reconcile(): Promise<void> {
    const { store, host } = this.#options;
    const cluster = servedCluster(store);
    const { served, unserved } = decideDatabases(cluster, store.list('Database'));
    for (const other of store.list('Cluster')) if (other !== cluster) this.#refuse(other, cluster);
    for (const { object, reason } of unserved) this.#writeDatabase(object, reason);
    await this.#closeLeft(served);
    if (cluster === null) return this.#endService();
    try {
      await host.serve(cluster.spec.postgresql?.parameters ?? {});
      await this.#closeLeft(served);
      const state = await this.#provision(translateContents(cluster, served, store));
      this.#writeCluster(cluster, state);
    } catch (error) {
      this.#provisioned = null;
      this.#writeCluster(cluster, { value: 'failed', reason: messageOf(error) });
      throw error;
    }
  }

  /** A server of somebody else runs on. */
  async #endService(): Promise<void> {
    const { host } = this.#options;
    const databases = this.#provisioned?.databases ?? [];
    this.#provisioned = null;
    this.#problems = [];
    if (databases.length > 0) await host.close(databases.map(({ name }) => name));
    await host.stop();
  }

  /** All at once, which is fast; where that fails, one after the other, so that only what cannot be made is missing. */
  async #provision(wanted: WantedContents): Promise<ClusterState> {
    const { host } = this.#options;
    const { roles, databases, unready } = wanted;
    const contents = { roles, databases: databases.map(({ spec }) => spec) };
    if (!isDeepStrictEqual(contents, this.#provisioned)) {
      try {
        await host.provision(contents);
      } catch (error) {
        return this.#provisionEach(wanted, error);
      }
      this.#provisioned = contents;
    }
    this.#problems = [];
    for (const { object } of databases) this.#writeDatabase(object, null);
    return { value: 'healthy', unready };
  }

  /** Throws what went wrong with all at once when none of them can be made: then it is the server. */
  async #provisionEach({ roles, databases, unready }: WantedContents, cause: unknown): Promise<ClusterState> {
    const { host } = this.#options;
    const failed: Record<string, string> = {};
    for (const role of roles) {
      const problem = await problemOf(host.provision({ roles: [role], databases: [] }));
      if (problem !== null) failed[role.name] = problem;
    }
    const problems = new Map<Stored<'Database'>, string | null>();
    for (const { object, spec } of databases)
      problems.set(object, await problemOf(host.provision({ roles: [], databases: [spec] })));
    const refused = [...problems].flatMap(([{ metadata }, problem]) =>
      problem === null ? [] : [`Database ${metadata.name}: ${problem}`],
    );
    if (Object.keys(failed).length + refused.length === roles.length + databases.length) throw cause;
    for (const [object, problem] of problems) this.#writeDatabase(object, problem);
    const ofRoles = Object.entries(failed).map(([role, problem]) => `role ${role}: ${problem}`);
    this.#problems = [...ofRoles, ...refused];
    this.#reconciler.enqueueAfter('postgres', retryMs);
    return { value: 'healthy', unready: { ...unready, ...failed } };
  }

  async #closeLeft(served: readonly Stored<'Database'>[]): Promise<void> {
    const { host } = this.#options;
    for (const { spec } of served) this.#left.delete(spec.name);
    if (this.#left.size === 0 || host.current === null) return;
    const names = [...this.#left];
    await host.close(names);
    for (const name of names) this.#left.delete(name);
    this.#provisioned = null;
  }

  #refuse(cluster: Stored<'Cluster'>, first: Stored<'Cluster'> | null): void {
    const { name, namespace } = first?.metadata ?? {};
    const reason = `one machine runs one PostgreSQL, which serves Cluster ${name} of namespace ${namespace}`;
    this.#writeCluster(cluster, { value: 'unserved', reason });
    if (this.#reported.has(cluster.metadata.uid)) return;
    this.#reported.add(cluster.metadata.uid);
    const event = { type: 'Warning', reason: 'ClusterNotServed', message: reason, component } as const;
    this.#options.recordEvent({ object: cluster, ...event });
  }

  #writeCluster(cluster: Stored<'Cluster'>, state: ClusterState): void {
    const { store, clock } = this.#options;
    const current = store.get({ kind: 'Cluster', ...cluster.metadata });
    if (current?.metadata.uid !== cluster.metadata.uid) return;
    const { name, namespace } = current.metadata;
    store.edit({ kind: 'Cluster', name, namespace }, (now) => ({
      ...now,
      status: clusterStatus(now, state, clock.now()),
    }));
  }

  #writeDatabase({ metadata, ...read }: Stored<'Database'>, problem: string | null): void {
    const { name, namespace, uid } = metadata;
    this.#options.store.edit({ kind: 'Database', name, namespace }, (now) =>
      now.metadata.uid === uid ? { ...now, status: databaseStatus({ ...read, metadata }, problem) } : now,
    );
  }

  #remember({ type, object }: ObjectChange): void {
    if (type === 'DELETED' && object.kind === 'Database') this.#left.add(object.spec.name);
  }

  #concerns({ object }: ObjectChange): boolean {
    if (object.kind !== 'Secret') return object.kind === 'Cluster' || object.kind === 'Database';
    const { name, namespace } = object.metadata;
    const cluster = servedCluster(this.#options.store);
    const roles = cluster?.spec.managed?.roles ?? [];
    return (
      cluster?.metadata.namespace === namespace && roles.some((role) => role.passwordSecret?.name === name)
    );
  }
}

function problemOf(work: Promise<void>): Promise<string | null> {
  return work.then(() => null, wordsOfServer);
}

/** What PostgreSQL itself said, which is the innermost cause. */
function wordsOfServer(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error
    ? wordsOfServer(error.cause)
    : messageOf(error);
}
