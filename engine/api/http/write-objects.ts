import { apiErrors } from '../errors.ts';
import type { Stored } from '../objects/api-object.ts';
import { resourceOf } from '../objects/resources.ts';
import type { DeletionOptions } from '../store/decide-deletion.ts';
import { keyOf, type ObjectKey } from '../store/object-store.ts';
import { fieldOf } from '../tables/read-field.ts';
import type { WriteOptions, Written } from '../writing/cluster-writer.ts';
import type { ScalableKind } from '../writing/scale.ts';
import { type Answer, ok } from './answer.ts';
import type { ObjectCall, ServedCluster } from './api-call.ts';
import { fromOlderAutoscaler } from './autoscaler-v1.ts';
import { clusterApiErrors } from './errors.ts';
import { readBody } from './read-body.ts';
import { listOfItems } from './read-objects.ts';
import { selectorOf } from './select-objects.ts';
import { targetKey } from './target-object.ts';

export async function createObject(call: ObjectCall, { writer }: ServedCluster): Promise<Answer> {
  const { kind, target, request } = call;
  const { value } = await readBody(request);
  const written = writer.create(kind, target.namespace, fromOlderAutoscaler(value), writeOptionsOf(call));
  return { ...answerOf(written), code: 201 };
}

export async function replaceObject(call: ObjectCall, { writer }: ServedCluster): Promise<Answer> {
  const { value } = await readBody(call.request);
  const [key, options] = [targetKey(call), writeOptionsOf(call)];
  switch (call.target.subresource) {
    case 'status':
      return answerOf(writer.updateStatus(key, value, options));
    case 'scale':
      return answerOf(writer.updateScale(scalableKey(key), value, options));
    default:
      return answerOf(writer.update(key, value, options));
  }
}

const serverSideApply = 'application/apply-patch+yaml';
const whyNotApplied = 'server-side apply is not served here: apply without --server-side';

export async function patchObject(call: ObjectCall, { writer }: ServedCluster): Promise<Answer> {
  const { contentType, value: body } = await readBody(call.request);
  if (contentType === serverSideApply)
    throw clusterApiErrors.create('api-media-type-unknown', { message: whyNotApplied });
  const [key, options, patch] = [targetKey(call), writeOptionsOf(call), { contentType, body }];
  switch (call.target.subresource) {
    case 'status':
      return answerOf(writer.patchStatus(key, patch, options));
    case 'scale':
      return answerOf(writer.patchScale(scalableKey(key), patch, options));
    default:
      return answerOf(writer.patch(key, patch, options));
  }
}

export function readScale(call: ObjectCall, { writer }: ServedCluster): Answer {
  return ok(writer.readScale(scalableKey(targetKey(call))));
}

export async function deleteObject(call: ObjectCall, { writer, store }: ServedCluster): Promise<Answer> {
  const key = targetKey(call);
  const deletion = await readDeletion(call);
  const deleted = writer.delete(key, deletion);
  const isGone = deletion.isDryRun
    ? deleted.metadata.deletionTimestamp === undefined
    : store.get(key)?.metadata.uid !== deleted.metadata.uid;
  return ok(isGone ? deletedStatus(key, deleted) : deleted);
}

/** Each by itself: what cannot be deleted stops it. */
export async function deleteObjects(call: ObjectCall, { writer, store }: ServedCluster): Promise<Answer> {
  const deletion = await readDeletion(call);
  const selected = store.list(call.kind, call.target.namespace).filter(selectorOf(call));
  const deleted = selected.map((object) => writer.delete(keyOf(object as Stored), deletion));
  return ok(listOfItems(call.resource, { resourceVersion: store.resourceVersion }, deleted));
}

/** Discovery offers the subresource for these kinds alone. */
function scalableKey(key: ObjectKey): ObjectKey<ScalableKind> {
  return key as ObjectKey<ScalableKind>;
}

function answerOf({ object, warnings }: Written<object>): Answer {
  return { code: 200, body: object, warnings };
}

function writeOptionsOf({ query }: ObjectCall): WriteOptions {
  const fieldValidation = query.get('fieldValidation') || 'Warn';
  if (fieldValidation !== 'Strict' && fieldValidation !== 'Warn' && fieldValidation !== 'Ignore')
    throw apiErrors.create('request-invalid', {
      message: `fieldValidation: Unsupported value: ${JSON.stringify(fieldValidation)}`,
    });
  return { isDryRun: isDryRun(query.getAll('dryRun')), fieldValidation };
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
  return {
    graceSeconds,
    propagationPolicy,
    preconditions: preconditionsOf(body),
    isDryRun: isDryRun(Array.isArray(dryRuns) ? dryRuns : [dryRuns]),
  };
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
