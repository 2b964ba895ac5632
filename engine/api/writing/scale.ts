import type { LabelSelector } from '../../schemas/label-selector.ts';
import { objectMalformed } from '../admission/invalid-object.ts';
import type { Stored } from '../objects/api-object.ts';
import { fieldOf, isJsonObject, type JsonObject } from '../patches/json-value.ts';

/** Kinds whose number of pods has a face of its own. */
export type ScalableKind = 'Deployment' | 'ReplicaSet';

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/ (Scale, autoscaling/v1) */
export interface Scale {
  readonly apiVersion: 'autoscaling/v1';
  readonly kind: 'Scale';
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly creationTimestamp: string;
  };
  readonly spec: { readonly replicas: number };
  readonly status: { readonly replicas: number; readonly selector: string };
}

export function scaleOf({ metadata, spec, status }: Stored<ScalableKind>): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  const running = status?.['replicas'];
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      uid,
      resourceVersion,
      creationTimestamp,
    },
    spec: { replicas: spec.replicas ?? 1 },
    status: { replicas: typeof running === 'number' ? running : 0, selector: selectorText(spec.selector) },
  };
}

/** What of the scaled object is to be written; a Scale without a number means none. */
export function scaledObject<Kind extends ScalableKind>(current: Stored<Kind>, scale: unknown): JsonObject {
  const { kind, metadata, ...content } = current as Stored<ScalableKind>;
  const given = fieldOf(scale, 'metadata');
  const name = fieldOf(given, 'name') ?? metadata.name;
  const spec = fieldOf(scale, 'spec') ?? {};
  if (!isJsonObject(scale) || !isJsonObject(spec) || name !== metadata.name)
    throw objectMalformed(kind, `the body is no Scale of ${metadata.name}`);
  const uid = fieldOf(given, 'uid') ?? metadata.uid;
  const resourceVersion = fieldOf(given, 'resourceVersion') ?? metadata.resourceVersion;
  return {
    ...content,
    kind,
    metadata: { ...metadata, uid, resourceVersion },
    spec: { ...content.spec, replicas: fieldOf(spec, 'replicas') ?? 0 },
  };
}

/** As autoscalers read it back; the labels in the order of their keys. */
function selectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator === 'In' ? 'in' : 'notin'} (${[...values].sort().join(',')})`;
  });
  return [...labels.sort(), ...expressions].join(',');
}
