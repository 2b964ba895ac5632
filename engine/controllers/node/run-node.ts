import type { Logger } from '@petstore/chassis/logging';
import type { Clock } from '@petstore/chassis/time';
import type { Stored } from '../../api/objects/api-object.ts';
import { type NodeCapacity, nodeName } from '../../api/objects/node-capacity.ts';
import { timestampAt } from '../../api/objects/timestamp.ts';
import type { ObjectStore } from '../../api/store/object-store.ts';
import { type Controller, Reconciler } from '../reconciler.ts';
import { createNodeObject, readMachineFacts } from './create-node-object.ts';

interface NodeControllerOptions {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'error'>;
  readonly capacity: NodeCapacity;
  /** `v1.33.0`, as the API tells. */
  readonly kubeletVersion: string;
}

/** As the kubelet writes a status that has not changed: its `nodeStatusReportFrequency`. */
const heartbeatMs = 300_000;

/** Registers this machine as the one node, also after somebody has deleted it, and shows that it lives. */
export function createNodeController(options: NodeControllerOptions): Controller {
  const { store, clock, logger } = options;
  const reconciler = new Reconciler({
    name: 'node-controller',
    store,
    clock,
    logger,
    keysOf: ({ type, object }) => (type === 'DELETED' && object.kind === 'Node' ? [nodeName] : []),
    reconcile: () => {
      if (store.get({ kind: 'Node', name: nodeName }) === undefined) register(options);
    },
  });
  const stopping = new AbortController();
  let beating: Promise<void> = Promise.resolve();
  return {
    start: () => {
      register(options);
      reconciler.start();
      beating = beat(options, stopping.signal);
    },
    stop: async () => {
      stopping.abort();
      await Promise.all([reconciler.stop(), beating]);
    },
  };
}

function register({ store, clock, capacity, kubeletVersion }: NodeControllerOptions): void {
  const now = timestampAt(clock.now());
  store.create(createNodeObject({ machine: readMachineFacts(), capacity, kubeletVersion, now }));
}

async function beat({ store, clock }: NodeControllerOptions, signal: AbortSignal): Promise<void> {
  await clock.wait(heartbeatMs, signal);
  while (!signal.aborted) {
    const now = timestampAt(clock.now());
    store.edit({ kind: 'Node', name: nodeName }, (node) => ({ ...node, status: withHeartbeat(node, now) }));
    await clock.wait(heartbeatMs, signal);
  }
}

function withHeartbeat({ status = {} }: Stored<'Node'>, now: string): Stored<'Node'>['status'] {
  const { conditions } = status;
  if (!Array.isArray(conditions)) return status;
  return { ...status, conditions: conditions.map((condition) => ({ ...condition, lastHeartbeatTime: now })) };
}
