import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '@petstore/chassis/logging';
import type { Clock } from '@petstore/chassis/time';
import type { LogStore } from '../../kubelet/index.ts';
import type { PodMetrics } from '../../kubelet/usage/pod-metrics.ts';
import type { ServedResource } from '../discovery/index.ts';
import type { StoredKind } from '../objects/api-object.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { ClusterWriter } from '../writing/cluster-writer.ts';
import type { RequestTarget } from './request-target.ts';

/** What the face shows and commands. */
export interface ServedCluster {
  readonly store: ObjectStore;
  readonly writer: ClusterWriter;
  readonly logs: LogStore;
  readonly podMetrics: PodMetrics;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'error'>;
}

/** One request, after its sender was let in. */
export interface ApiCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** One request for objects of a kind that is stored. */
export interface ObjectCall extends ApiCall {
  readonly kind: StoredKind;
  readonly target: RequestTarget;
  readonly resource: ServedResource;
}

export function isTrue(query: URLSearchParams, name: string): boolean {
  return ['true', '1'].includes(query.get(name) ?? '');
}
