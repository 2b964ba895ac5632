import type { Logger } from '@petstore/chassis/logging';
import type { Clock } from '@petstore/chassis/time';
import type { Stored } from '../../api/objects/api-object.ts';
import { timestampAt } from '../../api/objects/timestamp.ts';
import { keyOf } from '../../api/store/object-key.ts';
import type { ObjectChange, ObjectStore } from '../../api/store/object-store.ts';
import { immortalNamespaces } from '../../api/store/refusals.ts';
import { type Controller, Reconciler } from '../reconciler.ts';
import { decideNamespace } from './decide-namespace.ts';

interface NamespaceControllerOptions {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'error'>;
}

/** Pods that name none run as it. */
const defaultAccount = 'default';

/**
 * Makes the namespaces that a cluster begins with, gives each namespace its default ServiceAccount, and empties those
 * that are deleted.
 */
export function createNamespaceController(options: NamespaceControllerOptions): Controller {
  const { store, clock, logger } = options;
  const reconciler = new Reconciler({
    name: 'namespace-controller',
    store,
    clock,
    logger,
    keysOf: (change) => keysOf(change, store),
    reconcile: (name) => reconcileNamespace(name, options),
  });
  return {
    start: () => {
      // At once: the start applies objects to them next.
      createFirstNamespaces(store);
      reconciler.start();
    },
    stop: () => reconciler.stop(),
  };
}

/** Whether a ServiceAccount is there because every namespace has it. */
export function isDefaultAccount({ kind, metadata }: Pick<Stored, 'kind' | 'metadata'>): boolean {
  return kind === 'ServiceAccount' && metadata.name === defaultAccount;
}

function createFirstNamespaces(store: ObjectStore): void {
  for (const name of immortalNamespaces) {
    if (store.get({ kind: 'Namespace', name }) !== undefined) continue;
    store.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
}

function keysOf({ type, object }: ObjectChange, store: ObjectStore): readonly string[] {
  const { name, namespace } = object.metadata;
  if (object.kind === 'Namespace') return [name];
  if (type !== 'DELETED' || namespace === undefined) return [];
  return isDefaultAccount(object) || isTerminating(store, namespace) ? [namespace] : [];
}

function isTerminating(store: ObjectStore, name: string): boolean {
  return store.get({ kind: 'Namespace', name })?.metadata.deletionTimestamp !== undefined;
}

function reconcileNamespace(name: string, options: NamespaceControllerOptions): void {
  const { store } = options;
  const namespace = store.get({ kind: 'Namespace', name });
  if (namespace === undefined) return;
  if (namespace.metadata.deletionTimestamp !== undefined) emptyNamespace(namespace, options);
  else {
    ensureNameLabel(namespace, store);
    ensureDefaultAccount(name, store);
  }
}

/** By which selectors of namespaces name one. */
function ensureNameLabel({ metadata }: Stored<'Namespace'>, store: ObjectStore): void {
  const { name } = metadata;
  store.edit({ kind: 'Namespace', name }, (current) => {
    const labels = { ...current.metadata.labels, 'kubernetes.io/metadata.name': name };
    return { ...current, metadata: { ...current.metadata, labels } };
  });
}

function ensureDefaultAccount(namespace: string, store: ObjectStore): void {
  const key = { kind: 'ServiceAccount' as const, name: defaultAccount, namespace };
  if (store.get(key) !== undefined) return;
  store.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: defaultAccount, namespace } });
}

function emptyNamespace(namespace: Stored<'Namespace'>, { store, clock }: NamespaceControllerOptions): void {
  const { name } = namespace.metadata;
  const contents = store.all().filter(({ metadata }) => metadata.namespace === name);
  const decision = decideNamespace(namespace, contents, timestampAt(clock.now()));
  if (decision.isEmpty) {
    store.remove(keyOf(namespace));
    return;
  }
  for (const object of decision.toDelete) store.delete(keyOf(object), { propagationPolicy: 'Background' });
  store.edit(keyOf(namespace), (current) => ({
    ...current,
    status: { ...current.status, conditions: decision.conditions },
  }));
}
