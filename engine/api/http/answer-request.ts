import { findServedResource, type ServedResource } from '../discovery/index.ts';
import type { StoredKind } from '../objects/api-object.ts';
import { type Answer, streamed } from './answer.ts';
import { answerReview } from './answer-review.ts';
import { type ApiCall, isTrue, type ObjectCall, type ServedCluster } from './api-call.ts';
import { apiDocument } from './api-documents.ts';
import { toOlderAutoscaler } from './autoscaler-v1.ts';
import { clusterApiErrors } from './errors.ts';
import { evictPod } from './evict-pod.ts';
import { sendPodLog } from './pod-log.ts';
import { readNodeMetrics, readPodMetrics } from './pod-metrics.ts';
import { listObjects, readObject } from './read-objects.ts';
import { refusedSubresource } from './refused-subresources.ts';
import { parseTarget, type RequestTarget } from './request-target.ts';
import { watchObjects } from './watch-objects.ts';
import {
  createObject,
  deleteObject,
  deleteObjects,
  patchObject,
  readScale,
  replaceObject,
} from './write-objects.ts';

type Handled = Answer | typeof streamed | Promise<Answer | typeof streamed>;
type Handle = (call: ObjectCall, cluster: ServedCluster) => Handled;

/** The verb of each method, of a collection and of one object, with what answers it. */
const ofCollections: Readonly<Record<string, readonly [verb: string, handle: Handle]>> = {
  GET: ['list', listObjects],
  POST: ['create', createObject],
  DELETE: ['deletecollection', deleteObjects],
};
const ofObjects: Readonly<Record<string, readonly [verb: string, handle: Handle]>> = {
  GET: ['get', readObject],
  PUT: ['update', replaceObject],
  PATCH: ['patch', patchObject],
  DELETE: ['delete', deleteObject],
};

const ofStatus: Readonly<Record<string, Handle>> = {
  GET: readObject,
  PUT: replaceObject,
  PATCH: patchObject,
};

/** By the name of the subresource, then by method. */
const ofSubresources: Readonly<Record<string, Readonly<Record<string, Handle>>>> = {
  status: ofStatus,
  scale: { ...ofStatus, GET: readScale },
  log: { GET: sendPodLog },
  eviction: { POST: evictPod },
};

const notCreated = 'the server does not allow this method on the requested resource';
const whyNotCreated: Readonly<Partial<Record<StoredKind, string>>> = {
  Pod: `${notCreated}: pods are made from the template of a Deployment here`,
  Node: `${notCreated}: this machine is the one node`,
};

/** Finds out what a request is about and has it answered. Throws the errors that `statusOfError` knows. */
export function answerRequest(call: ApiCall, cluster: ServedCluster): Handled {
  const document = apiDocument(call.path, call.request.headers.accept);
  if (document !== undefined) {
    if (call.method !== 'GET') throw clusterApiErrors.create('api-method-not-allowed');
    return document;
  }
  const target = parseTarget(call.path);
  const resource = target && findServedResource(target.group, target.version, target.plural);
  if (target === undefined || resource === undefined) throw clusterApiErrors.create('api-path-unknown');
  if (target.namespace !== undefined && !resource.isNamespaced)
    throw clusterApiErrors.create('api-path-unknown');
  const { storedKind } = resource;
  if (storedKind === null) return answerComputed(call, target, resource, cluster);
  return answerObjects({ ...call, kind: storedKind, target, resource }, cluster);
}

function answerObjects(call: ObjectCall, cluster: ServedCluster): Handled {
  const { target, resource, method, query, kind } = call;
  if (target.subresource !== undefined) return answerSubresource(call, cluster);
  if (target.name !== undefined && resource.isNamespaced && target.namespace === undefined)
    throw clusterApiErrors.create('api-path-unknown');
  if (method === 'GET' && isTrue(query, 'watch') && resource.verbs.includes('watch'))
    return watchObjects(call, cluster);
  const [verb = '', handle] = (target.name === undefined ? ofCollections : ofObjects)[method] ?? [];
  if (handle !== undefined && resource.verbs.includes(verb))
    return isOlderAutoscaler(resource) ? inOlderForm(handle(call, cluster)) : handle(call, cluster);
  const message = (verb === 'create' ? whyNotCreated[kind] : undefined) ?? notCreated;
  throw clusterApiErrors.create('api-method-not-allowed', { message });
}

function isOlderAutoscaler({ group, version, storedKind }: ServedResource): boolean {
  return storedKind === 'HorizontalPodAutoscaler' && group === 'autoscaling' && version === 'v1';
}

async function inOlderForm(handled: Handled): Promise<Answer | typeof streamed> {
  const answer = await handled;
  return answer === streamed ? answer : { ...answer, body: toOlderAutoscaler(answer.body) };
}

function answerSubresource(call: ObjectCall, cluster: ServedCluster): Handled {
  const { target, resource, method } = call;
  const { subresource = '' } = target;
  const refused = refusedSubresource(target.plural, subresource);
  if (refused !== undefined) throw refused;
  if (!resource.subresources.some(({ name }) => name === subresource))
    throw clusterApiErrors.create('api-path-unknown');
  const handle = ofSubresources[subresource]?.[method];
  if (handle === undefined) throw clusterApiErrors.create('api-method-not-allowed');
  return handle(call, cluster);
}

function answerComputed(
  call: ApiCall,
  target: RequestTarget,
  resource: ServedResource,
  cluster: ServedCluster,
): Handled {
  if (target.subresource !== undefined) throw clusterApiErrors.create('api-path-unknown');
  const isReview = resource.verbs.includes('create');
  if (call.method !== (isReview ? 'POST' : 'GET')) throw clusterApiErrors.create('api-method-not-allowed');
  if (isReview) return answerReview(resource.kind, call);
  if (resource.kind === 'NodeMetrics') return readNodeMetrics(call, target, cluster);
  return readPodMetrics(call, target, cluster);
}
