import { matchesSelector } from '../../manifests/match-labels.ts';
import type { Stored } from '../objects/api-object.ts';
import { fieldOf, numberOf } from '../tables/read-field.ts';
import type { Answer } from './answer.ts';
import type { ObjectCall, ServedCluster } from './api-call.ts';
import { clusterApiErrors } from './errors.ts';
import { currentObject, targetKey } from './target-object.ts';
import { readDeletion } from './write-objects.ts';

/**
 * Deletes a pod unless a disruption budget needs it.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/
 */
export async function evictPod(call: ObjectCall, { store, writer }: ServedCluster): Promise<Answer> {
  const deletion = await readDeletion(call, 'deleteOptions');
  const pod = currentObject(call, store) as Stored<'Pod'>;
  const budgets = store.list('PodDisruptionBudget', pod.metadata.namespace);
  const forbidding = budgets.find((budget) => forbids(budget, pod));
  if (forbidding !== undefined) throw refusal(forbidding);
  writer.delete(targetKey(call), deletion);
  return {
    code: 201,
    body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 },
  };
}

/** A budget of which nobody has counted the pods yet forbids nothing. */
function forbids({ spec, status }: Stored<'PodDisruptionBudget'>, { metadata }: Stored<'Pod'>): boolean {
  return fieldOf(status, 'disruptionsAllowed') === 0 && matchesSelector(spec.selector, metadata.labels ?? {});
}

function refusal({ metadata: { name }, status }: Stored<'PodDisruptionBudget'>) {
  const [wanted, healthy] = [numberOf(status, 'desiredHealthy'), numberOf(status, 'currentHealthy')];
  const message = `The disruption budget ${name} needs ${wanted} healthy pods and has ${healthy} currently`;
  return clusterApiErrors.create('eviction-refused', {
    details: { causes: [{ reason: 'DisruptionBudget', message }] },
  });
}
