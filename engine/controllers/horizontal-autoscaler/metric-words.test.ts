import { expect, test } from 'vitest';
import { causeOfFailure, failureMessage, failureReason, outerFailure } from './metric-words.ts';
import type { MetricFailure } from './replica-proposal.ts';
import type { TranslatedMetric } from './translate-autoscaler.ts';

const metric = { name: 'hits' };
const describedObject = { kind: 'Service', name: 'web' };
const cpu: TranslatedMetric = {
  source: { type: 'Resource', resource: 'cpu' },
  spec: { kind: 'resourceAverageValue', resource: 'cpu', targetMilli: 1 },
};
const container: TranslatedMetric = {
  source: { type: 'ContainerResource', resource: 'cpu', container: 'main' },
  spec: { kind: 'resourceUtilization', resource: 'cpu', targetPercent: 1 },
};
const pods: TranslatedMetric = {
  source: { type: 'Pods', metric },
  spec: { kind: 'podsAverageValue', targetMilli: 1 },
};
const object: TranslatedMetric = {
  source: { type: 'Object', metric, describedObject },
  spec: { kind: 'objectValue', targetMilli: 1 },
};
const external: TranslatedMetric = {
  source: { type: 'External', metric },
  spec: { kind: 'externalAverageValue', targetMilli: 1 },
};

test.each<[TranslatedMetric, MetricFailure, string, string, string]>([
  [
    cpu,
    'no_metrics_for_ready_pods',
    'FailedGetResourceMetric',
    'failed to get cpu usage: did not receive metrics for targeted pods (pods might be unready)',
    'failed to get cpu resource metric value: ',
  ],
  [
    container,
    'missing_request',
    'FailedGetContainerResourceMetric',
    'failed to get cpu utilization: missing request for cpu in container main of Pod web-1',
    'failed to get cpu container metric value: ',
  ],
  [
    pods,
    'no_pods',
    'FailedGetPodsMetric',
    'no pods returned by selector while calculating replica count',
    'failed to get pods metric value: ',
  ],
  [
    object,
    'metrics_unavailable',
    'FailedGetObjectMetric',
    'unable to get metric hits: Service on shop web/gone',
    'failed to get object metric value: ',
  ],
  [
    external,
    'metrics_unavailable',
    'FailedGetExternalMetric',
    'failed to get hits external metric: unable to get external metric shop/hits/nil: gone',
    'failed to get hits external metric value: ',
  ],
  [
    { ...external, spec: null },
    'metrics_unavailable',
    'FailedGetExternalMetric',
    'invalid external metric source: neither a value target nor an average value target was set',
    'failed to get hits external metric value: ',
  ],
])('says in the words of a cluster why %j failed', (failed, error, reason, message, outer) => {
  const lacking = { pod: 'web-1', container: 'main' };
  const cause = causeOfFailure(failed, { error, namespace: 'shop', reading: 'gone', lacking });
  expect(failureReason(failed.source)).toBe(reason);
  expect(failureMessage(failed, cause)).toBe(message);
  expect(outerFailure(failed, message)).toBe(outer + message);
});
