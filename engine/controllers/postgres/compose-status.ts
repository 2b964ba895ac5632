import type { Condition, Stored } from '../../api/objects/api-object.ts';
import { timestampAt } from '../../api/objects/timestamp.ts';

/** How it stands with the one server. */
export type ClusterState =
  | { readonly value: 'healthy'; readonly unready: Readonly<Record<string, string>> }
  | { readonly value: 'failed'; readonly reason: string }
  | { readonly value: 'unserved'; readonly reason: string };

type Status = Readonly<Record<string, unknown>>;

/**
 * As the operator writes it; its phases are sentences.
 * https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.27.0/api/v1/cluster_types.go
 */
export function clusterStatus(
  { metadata, spec, status }: Stored<'Cluster'>,
  state: ClusterState,
  nowMs: number,
): Status {
  const ready = readyCondition(state);
  const before = conditionsOf(status).find(({ type }) => type === 'Ready');
  const lastTransitionTime = before?.status === ready.status ? before.lastTransitionTime : timestampAt(nowMs);
  const conditions = [{ ...ready, ...(lastTransitionTime === undefined ? {} : { lastTransitionTime }) }];
  if (state.value === 'unserved') {
    const phase = 'Unable to create required cluster objects';
    return { conditions, phase, phaseReason: state.reason, instances: 0, readyInstances: 0 };
  }
  const primary = `${metadata.name}-1`;
  const names = {
    currentPrimary: primary,
    targetPrimary: primary,
    writeService: `${metadata.name}-rw`,
    readService: `${metadata.name}-r`,
  };
  if (state.value === 'failed') {
    const phase = 'Waiting for the instances to become active';
    return { ...names, conditions, phase, phaseReason: state.reason, instances: 1, readyInstances: 0 };
  }
  const roles = (spec.managed?.roles ?? []).map(({ name }) => name);
  return {
    ...names,
    conditions,
    phase: 'Cluster in healthy state',
    instances: 1,
    readyInstances: 1,
    managedRolesStatus: rolesStatus(roles, state.unready),
  };
}

function readyCondition(state: ClusterState): Condition {
  const type = 'Ready';
  if (state.value === 'healthy')
    return { type, status: 'True', reason: 'ClusterIsReady', message: 'Cluster is Ready' };
  const message = `Cluster Is Not Ready: ${state.reason}`;
  return { type, status: 'False', reason: 'ClusterIsNotReady', message };
}

function rolesStatus(roles: readonly string[], unready: Readonly<Record<string, string>>): Status {
  const reconciled = roles.filter((role) => !Object.hasOwn(unready, role));
  const pending = roles.filter((role) => Object.hasOwn(unready, role));
  return {
    byStatus: {
      ...(reconciled.length > 0 ? { reconciled } : {}),
      ...(pending.length > 0 ? { 'pending-reconciliation': pending } : {}),
    },
    ...(pending.length > 0
      ? { cannotReconcile: Object.fromEntries(pending.map((role) => [role, [unready[role]]])) }
      : {}),
  };
}

/** `message` is there only where the database could not be made what it should be. */
export function databaseStatus({ metadata }: Stored<'Database'>, problem: string | null): Status {
  return {
    applied: problem === null,
    observedGeneration: metadata.generation ?? 1,
    ...(problem === null ? {} : { message: problem }),
  };
}

function conditionsOf(status: Stored['status']): readonly Condition[] {
  const conditions = status?.['conditions'];
  return Array.isArray(conditions) ? conditions : [];
}
