import { type InitContainer, type PodSpec, parseQuantity } from '../../manifests/index.ts';

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

const counted = ['cpu', 'memory'] as const;

/**
 * Guaranteed where every container limits CPU and memory and requests just that; BestEffort where none asks for any.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/apis/core/v1/helper/qos/qos.go
 */
export function qosClassOf({ initContainers = [], containers }: PodSpec): QosClass {
  const all: readonly InitContainer[] = [...initContainers, ...containers];
  const amounts = all.flatMap((container) => counted.map((resource) => amountsOf(container, resource)));
  if (amounts.every(({ request, limit }) => request === 0 && limit === 0)) return 'BestEffort';
  return amounts.every(({ request, limit }) => limit > 0 && request === limit) ? 'Guaranteed' : 'Burstable';
}

function amountsOf({ resources }: InitContainer, resource: (typeof counted)[number]) {
  const limit = parseQuantity(resources?.limits?.[resource] ?? 0) ?? 0;
  const requested = resources?.requests?.[resource];
  return { limit, request: requested === undefined ? limit : (parseQuantity(requested) ?? 0) };
}
