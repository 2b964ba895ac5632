import type { Finding } from './check-schema.ts';
import type { Deployment } from './schemas/deployment.ts';

const rollingPath = ['spec', 'strategy', 'rollingUpdate'];

/**
 * What a rollout must obey before it can begin, as the API server checks it:
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/apis/apps/validation/validation.go
 */
export function checkStrategy({ spec }: Deployment): Finding[] {
  const { strategy, minReadySeconds = 0, progressDeadlineSeconds = 600 } = spec;
  const deadline =
    progressDeadlineSeconds > minReadySeconds
      ? []
      : [{ path: ['spec', 'progressDeadlineSeconds'], message: 'must be greater than minReadySeconds' }];
  const rolling = strategy?.rollingUpdate;
  if (rolling === undefined) return deadline;
  if (strategy?.type === 'Recreate') {
    const message = 'has no meaning with type Recreate: remove it, or write type RollingUpdate';
    return [...deadline, { path: rollingPath, message }];
  }
  const { maxSurge, maxUnavailable } = rolling;
  const shares = [...checkShare('maxSurge', maxSurge), ...checkShare('maxUnavailable', maxUnavailable)];
  if (isNothing(maxSurge) && isNothing(maxUnavailable)) {
    const message = 'must not be 0 when maxSurge is 0: no pod could ever be replaced';
    shares.push({ path: [...rollingPath, 'maxUnavailable'], message });
  }
  return [...deadline, ...shares];
}

function checkShare(name: string, share: number | string | undefined): Finding[] {
  const path = [...rollingPath, name];
  if (typeof share === 'number' && share < 0) return [{ path, message: 'must not be negative' }];
  if (typeof share !== 'string') return [];
  if (!/^\d+%$/.test(share))
    return [{ path, message: 'must be a number of pods, or a percentage such as 25%' }];
  if (name === 'maxUnavailable' && Number(share.slice(0, -1)) > 100)
    return [{ path, message: 'must not be more than 100%' }];
  return [];
}

function isNothing(share: number | string | undefined): boolean {
  return share === 0 || share === '0%';
}
