import { apiErrors } from '../errors.ts';
import type { Stored } from '../objects/api-object.ts';
import { resourceOf } from '../objects/resources.ts';
import type { DeletionOptions } from '../store/decide-deletion.ts';
import { keyOf, type ObjectKey } from '../store/object-store.ts';
import { fieldOf } from '../tables/read-field.ts';
import { type Answer, ok } from './answer.ts';
import type { ObjectCall, ServedCluster } from './api-call.ts';
import { readBody } from './read-body.ts';
import { listOfItems } from './read-objects.ts';
import { selectorOf } from './select-objects.ts';
import { targetKey } from './target-object.ts';
import type { WriteOptions, WriteTarget, WrittenAnswer } from './write-requests.ts';

export async function createObject(call: ObjectCall, { writes }: ServedCluster): Promise<Answer> {
  const { kind, target, request } = call;
  const { value } = await readBody(request);
  const place = { kind, namespace: target.namespace };
  return { ...answerOf(writes.create(place, value, writeOptionsOf(call))), code: 201 };
}

export async function replaceObject(call: ObjectCall, { writes }: ServedCluster): Promise<Answer> {
  const { value } = await readBody(call.request);
  return answerOf(writes.replace(writeTargetOf(call), value, writeOptionsOf(call)));
}

export async function patchObject(call: ObjectCall, { writes }: ServedCluster): Promise<Answer> {
  const { contentType, value: content } = await readBody(call.request);
  return answerOf(writes.patch(writeTargetOf(call), { contentType, content }, writeOptionsOf(call)));
}

export async function deleteObject(call: ObjectCall, { writes, store }: ServedCluster): Promise<Answer> {
  const key = targetKey(call);
  const { deletion, dryRun } = await readDeletion(call);
  const deleted = writes.delete(key, deletion, { dryRun });
  const isGone = dryRun ? deleted.metadata.deletionTimestamp === undefined : store.get(key) === undefined;
  return ok(isGone ? deletedStatus(key, deleted) : deleted);
}

/** Each by itself: what cannot be deleted stops it. */
export async function deleteObjects(call: ObjectCall, { writes, store }: ServedCluster): Promise<Answer> {
  const { deletion, dryRun } = await readDeletion(call);
  const selected = store.list(call.kind, call.target.namespace).filter(selectorOf(call));
  const deleted = selected.map((object) => writes.delete(keyOf(object as Stored), deletion, { dryRun }));
  return ok(listOfItems(call.resource, { resourceVersion: store.resourceVersion }, deleted));
}

function writeTargetOf(call: ObjectCall): WriteTarget {
  const { subresource } = call.target;
  const isPart = subresource === 'status' || subresource === 'scale';
  return { ...targetKey(call), ...(isPart ? { subresource } : {}) };
}

function answerOf({ object, warnings }: WrittenAnswer): Answer {
  return { code: 200, body: object, warnings };
}

function writeOptionsOf({ query }: ObjectCall): WriteOptions {
  const fieldValidation = query.get('fieldValidation') || 'Warn';
  if (fieldValidation !== 'Strict' && fieldValidation !== 'Warn' && fieldValidation !== 'Ignore')
    throw apiErrors.create('request-invalid', {
      message: `fieldValidation: Unsupported value: ${JSON.stringify(fieldValidation)}`,
    });
  return { dryRun: isDryRun(query.getAll('dryRun')), fieldValidation };
}

function isDryRun(values: readonly unknown[]): boolean {
  if (values.some((value) => value !== 'All' && value !== ''))
    throw apiErrors.create('request-invalid', {
      message: 'dryRun: Unsupported value: supported values: "All"',
    });
  return values.includes('All');
}

const policies = ['Background', 'Foreground', 'Orphan'] as const;

/** From the body or a field of it, and from the query where that does not say it. */
export async function readDeletion({ request, query }: ObjectCall, field?: string) {
  const { value } = await readBody(request);
  const given: unknown = field === undefined ? value : fieldOf(value, field);
  const body: Readonly<Record<string, unknown>> =
    typeof given === 'object' && given !== null ? { ...given } : {};
  const grace = body['gracePeriodSeconds'] ?? query.get('gracePeriodSeconds');
  const policy = body['propagationPolicy'] ?? query.get('propagationPolicy') ?? undefined;
  const propagationPolicy = policies.find((known) => known === policy);
  const graceSeconds = grace === null || grace === undefined ? undefined : Number(grace);
  if ((policy !== undefined && propagationPolicy === undefined) || !isWhole(graceSeconds))
    throw apiErrors.create('request-invalid', { message: 'the options of the deletion cannot be read' });
  const dryRuns = body['dryRun'] ?? query.getAll('dryRun');
  const deletion: DeletionOptions = { graceSeconds, propagationPolicy, preconditions: preconditionsOf(body) };
  return { deletion, dryRun: isDryRun(Array.isArray(dryRuns) ? dryRuns : [dryRuns]) };
}

function isWhole(value: number | undefined): boolean {
  return value === undefined || Number.isInteger(value);
}

function preconditionsOf({
  preconditions,
}: Readonly<Record<string, unknown>>): DeletionOptions['preconditions'] {
  if (typeof preconditions !== 'object' || preconditions === null) return undefined;
  const uid: unknown = Reflect.get(preconditions, 'uid');
  const resourceVersion: unknown = Reflect.get(preconditions, 'resourceVersion');
  return {
    ...(typeof uid === 'string' ? { uid } : {}),
    ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
  };
}

/** With its uid, so that a client can wait until that very object is gone. */
function deletedStatus({ kind, name }: ObjectKey, { metadata }: Stored) {
  const { group, plural } = resourceOf(kind);
  const details = { name, ...(group === '' ? {} : { group }), kind: plural, uid: metadata.uid };
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
}
