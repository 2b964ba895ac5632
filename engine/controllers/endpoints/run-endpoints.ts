import type { Logger } from '@petstore/chassis/logging';
import type { Clock } from '@petstore/chassis/time';
import type { Stored } from '../../api/objects/api-object.ts';
import { generatedName } from '../../api/objects/generated-name.ts';
import { nodeName } from '../../api/objects/node-capacity.ts';
import { podPortsOf } from '../../api/objects/pod-ports.ts';
import { hasEnded, isReady } from '../../api/objects/pod-status.ts';
import { keyOf, type ObjectChange, type ObjectStore } from '../../api/store/object-store.ts';
import { matchesLabels } from '../../manifests/match-labels.ts';
import { type Controller, keyTextOf, parseKeyText, Reconciler } from '../reconciler.ts';
import { decideEndpoints, type EndpointPod, type ServedPod } from './decide-endpoints.ts';
import { sliceLabels, sliceManager, translateEndpoints, translateSlice } from './translate-endpoints.ts';

interface EndpointsControllerOptions {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'error'>;
  /** A seeded or real generator of numbers from 0 to 1. */
  readonly random: () => number;
}

/** Writes down for each Service which pods are behind it, and where they listen. */
export function createEndpointsController(options: EndpointsControllerOptions): Controller {
  const { store, clock, logger } = options;
  return new Reconciler({
    name: 'endpoint-controller',
    store,
    clock,
    logger,
    keysOf: (change) => keysOf(store, change),
    reconcile: (key) => reconcileService(key, options),
  });
}

function keysOf(store: ObjectStore, { type, object, previous }: ObjectChange): readonly string[] {
  const { namespace = '', name, labels = {} } = object.metadata;
  if (object.kind === 'Service') return [keyTextOf({ namespace, name })];
  if (object.kind === 'Pod') {
    const before =
      previous?.kind === 'Pod' && previous.metadata.labels !== object.metadata.labels ? previous : object;
    return store
      .list('Service', namespace)
      .filter((service) => selects(service, object) || (before !== object && selects(service, before)))
      .map((service) => keyTextOf(service.metadata));
  }
  // What it wrote itself is of no interest; what somebody deleted is written again.
  if (type !== 'DELETED') return [];
  if (object.kind === 'Endpoints') return [keyTextOf({ namespace, name })];
  const service = object.kind === 'EndpointSlice' ? labels[sliceLabels.service] : undefined;
  return service === undefined ? [] : [keyTextOf({ namespace, name: service })];
}

function selects({ spec }: Stored<'Service'>, pod: Stored<'Pod'>): boolean {
  const selector = spec.selector ?? {};
  return Object.keys(selector).length > 0 && matchesLabels(selector, pod.metadata.labels ?? {});
}

function reconcileService(key: string, options: EndpointsControllerOptions): void {
  const { store } = options;
  const { namespace, name } = parseKeyText(key);
  const service = store.get({ kind: 'Service', namespace, name });
  if (service === undefined) {
    store.remove({ kind: 'Endpoints', namespace, name });
    for (const slice of slicesOf(store, namespace, name)) store.remove(keyOf(slice));
    return;
  }
  // Without a selector whoever made the Service writes its Endpoints.
  if (Object.keys(service.spec.selector ?? {}).length === 0) return;
  const pods = store
    .list('Pod', namespace)
    .filter((pod) => pod.spec.nodeName !== undefined && !hasEnded(pod) && selects(service, pod));
  const served = decideEndpoints(
    { ports: service.spec.ports, publishesNotReady: service.spec.publishNotReadyAddresses === true },
    pods.map(observePod),
  );
  writeEndpoints(store, service, served);
  writeSlices(service, served, options);
}

function observePod(pod: Stored<'Pod'>): EndpointPod {
  const { name, namespace = '', uid, deletionTimestamp } = pod.metadata;
  const named = pod.spec.containers.flatMap(({ ports = [] }) =>
    ports.flatMap((port) => (port.name === undefined ? [] : [[port.name, port.containerPort] as const])),
  );
  return {
    name,
    namespace,
    uid,
    nodeName: pod.spec.nodeName ?? nodeName,
    isReady: isReady(pod),
    isTerminating: deletionTimestamp !== undefined,
    ports: podPortsOf(pod.metadata).ports,
    portNumbers: Object.fromEntries(named),
  };
}

function writeEndpoints(store: ObjectStore, service: Stored<'Service'>, served: readonly ServedPod[]): void {
  const written = translateEndpoints(service, served);
  const { name, namespace } = written.metadata;
  const isThere = store.get({ kind: 'Endpoints', name, namespace }) !== undefined;
  if (isThere) store.replace(written);
  else store.create(written);
}

function slicesOf(
  store: ObjectStore,
  namespace: string,
  service: string,
): readonly Stored<'EndpointSlice'>[] {
  return store
    .list('EndpointSlice', namespace)
    .filter(
      ({ metadata: { labels = {} } }) =>
        labels[sliceLabels.service] === service && labels[sliceLabels.manager] === sliceManager,
    );
}

/** A slice keeps its name as long as its pod is there. */
function writeSlices(
  service: Stored<'Service'>,
  served: readonly ServedPod[],
  { store, random }: EndpointsControllerOptions,
): void {
  const { name, namespace = '' } = service.metadata;
  const left = new Map(
    slicesOf(store, namespace, name).map((slice) => [slice.endpoints[0]?.targetRef?.uid, slice]),
  );
  for (const pod of served) {
    const uid = pod.address.targetRef.uid;
    const slice = left.get(uid);
    left.delete(uid);
    if (slice === undefined) store.create(translateSlice(service, generatedName(`${name}-`, random), pod));
    else store.replace(translateSlice(service, slice.metadata.name, pod));
  }
  for (const slice of left.values()) store.remove(keyOf(slice));
}
