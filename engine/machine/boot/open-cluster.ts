import type { Clock } from '@petstore/chassis/time';
import { Admission } from '../../api/admission/admission.ts';
import { type ApplyResult, applyManifests } from '../../api/apply/apply-manifests.ts';
import { createEventRecorder, type EventRecorder } from '../../api/events/event-recorder.ts';
import { openObjectJournal } from '../../api/journal/open-object-journal.ts';
import type { Stored, WrittenObject } from '../../api/objects/api-object.ts';
import { isStoredKind, resourceOf } from '../../api/objects/resources.ts';
import { ObjectStore } from '../../api/store/object-store.ts';
import { ClusterWriter } from '../../api/writing/cluster-writer.ts';
import {
  type GeneratedSecrets,
  runGeneratedSecrets,
} from '../../controllers/generated-secrets/run-generated-secrets.ts';
import { createNamespaceController, isDefaultAccount } from '../../controllers/namespace/run-namespaces.ts';
import { type PostgresController, runPostgres } from '../../controllers/postgres/run-postgres.ts';
import type { Controller } from '../../controllers/reconciler.ts';
import type { EngineOptions } from '../../engine-options.ts';
import { type ManifestSet, writtenObjects } from '../../manifests/index.ts';
import type { PostgresHost } from '../../postgres/index.ts';
import { importKeptSecrets, isGenerated } from '../../secrets/index.ts';
import type { DataFolder } from '../data-folder/data-folder.ts';
import type { EnginePlan } from './plan-engine.ts';

interface OpenClusterOptions {
  readonly plan: EnginePlan;
  readonly options: EngineOptions;
  readonly folder: DataFolder;
  readonly clock: Clock;
  readonly postgresHost: PostgresHost;
}

/** The objects as an earlier run left them and the files want them now; nothing runs yet. */
export interface OpenedCluster {
  readonly store: ObjectStore;
  readonly writer: ClusterWriter;
  readonly events: EventRecorder;
  readonly secrets: GeneratedSecrets;
  readonly postgres: PostgresController;
  readonly applied: ApplyResult;
  /** Those that are needed before anything runs; they run already. */
  readonly controllers: readonly Controller[];
  close(): void;
}

export async function openCluster(parts: OpenClusterOptions): Promise<OpenedCluster> {
  const { plan, options, folder, clock } = parts;
  const { logger, onProgress } = options;
  const isFresh = options.isFresh ?? false;
  const opened = openObjectJournal({ directory: folder.objects, clock, logger, isFresh });
  try {
    for (const message of opened.problems) onProgress?.({ step: 'manifests', message });
    const store = new ObjectStore({ ...opened, objects: opened.objects.map(withoutPods), clock });
    const events = createEventRecorder({ store, clock });
    await importKeptSecrets({ store, directory: folder.secrets, namespace: plan.set.namespace });
    const shared = { store, clock, logger, recordEvent: events.recordEvent };
    // Before the files are applied, so that it sees which objects that deletes.
    const postgres = runPostgres({ ...shared, host: parts.postgresHost });
    const namespaces = createNamespaceController(shared);
    namespaces.start();
    const { writer, applied } = apply(store, parts);
    startAtMinimum(store, plan.set);
    const secrets = runGeneratedSecrets(shared);
    await secrets.generateAll();
    reportApplied(applied, options);
    reportGenerated(secrets, parts);
    const close = () => opened.journal.close();
    return { store, writer, events, secrets, postgres, applied, controllers: [namespaces], close };
  } catch (error) {
    opened.journal.close();
    throw error;
  }
}

function apply(store: ObjectStore, { plan, options, clock }: OpenClusterOptions) {
  const { appDirectory, allowedVariables } = options;
  const processes = { appDirectory, allowedVariables: new Set(allowedVariables) };
  const admission = new Admission({ store, processes });
  const writer = new ClusterWriter({ store, clock, admission });
  const { namespace } = plan.set;
  const objects = writtenObjects(plan.set).map((object) => placed(object as WrittenObject, namespace));
  const applied = applyManifests({ store, writer, admission, objects, isMadeHere });
  return { writer, applied };
}

/** What names no namespace belongs to the one of the files. */
function placed(object: WrittenObject, namespace: string): WrittenObject {
  const { metadata, kind } = object;
  if (!isStoredKind(kind) || !resourceOf(kind).isNamespaced) return object;
  return { ...object, metadata: { ...metadata, namespace: metadata.namespace ?? namespace } };
}

/**
 * The load is gone for which an autoscaler had scaled an earlier run: what it owns begins at its minimum. Deployments
 * that somebody scaled to none stay without autoscaling.
 */
function startAtMinimum(store: ObjectStore, { deployments, namespace: main }: ManifestSet): void {
  for (const { metadata, spec } of store.list('HorizontalPodAutoscaler')) {
    const { name } = spec.scaleTargetRef;
    const { namespace } = metadata;
    const isOwned = deployments.some(
      (each) =>
        each.metadata.name === name &&
        (each.metadata.namespace ?? main) === namespace &&
        each.spec.replicas === undefined,
    );
    if (!isOwned) continue;
    store.edit({ kind: 'Deployment', name, namespace }, (deployment) => {
      const replicas = deployment.spec.replicas === 0 ? 0 : (spec.minReplicas ?? 1);
      return { ...deployment, spec: { ...deployment.spec, replicas } };
    });
  }
}

/** What a cluster makes by itself where it is missing. */
export function isMadeHere(object: Stored): boolean {
  return isDefaultAccount(object) || (object.kind === 'Secret' && isGenerated(object));
}

/** Statuses count pods of an earlier run, which are gone; `collisionCount` is kept, because names depend on it. */
function withoutPods(object: Stored): Stored {
  if (object.kind !== 'Deployment' && object.kind !== 'ReplicaSet') return object;
  const { status, ...rest } = object;
  const collisionCount: unknown = status?.['collisionCount'];
  return { ...rest, ...(collisionCount === undefined ? {} : { status: { collisionCount } }) } as Stored;
}

function reportApplied({ pruned, byHand }: ApplyResult, { onProgress }: EngineOptions): void {
  const names = (keys: readonly { readonly kind: string; readonly name: string }[]) =>
    keys.map(({ kind, name }) => `${kind} ${name}`).join(', ');
  if (pruned.length > 0)
    onProgress?.({ step: 'manifests', message: `deleted, because no file has them now: ${names(pruned)}` });
  if (byHand.length > 0)
    onProgress?.({
      step: 'manifests',
      message: `applied by hand, kept: ${names(byHand.map(({ key }) => key))}`,
    });
  for (const { key, problem } of byHand) {
    if (problem !== null) onProgress?.({ step: 'manifests', message: `${key.kind} ${key.name}: ${problem}` });
  }
}

function reportGenerated({ generated }: GeneratedSecrets, { folder, options }: OpenClusterOptions): void {
  if (generated.length === 0) return;
  const message = `generated ${generated.length}, kept in ${folder.objects}`;
  options.onProgress?.({ step: 'secrets', message });
}
