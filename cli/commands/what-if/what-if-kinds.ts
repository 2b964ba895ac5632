import { suggestName } from '@petstore/engine/suggest-name';

/** Help of a kind of case: what it answers, and an example. Imports no implementation, because help shows it. */
interface WhatIfKindHelp {
  readonly answers: string;
  readonly example: object;
}

const twoPods = ['a', 'b'].map((name) => ({
  name,
  request: 500,
  phase: 'Running',
  ready: 'True',
  startTime: -900,
  readyTransition: -890,
  deleting: false,
}));

export const whatIfKinds = {
  'hpa-metric': {
    answers: 'number of replicas that one metric of a HorizontalPodAutoscaler proposes',
    example: {
      kind: 'resourceUtilization',
      resource: 'cpu',
      currentReplicas: 2,
      target: 70,
      tolerance: { up: 0.1, down: 0.1 },
      pods: twoPods,
      readings: {
        a: { value: 480, timestamp: 0, window: 30 },
        b: { value: 470, timestamp: 0, window: 30 },
      },
    },
  },
  'hpa-behavior': {
    answers: 'effect of its behavior on a proposal: rate limit, stabilization, or a sequence of syncs',
    example: {
      kind: 'sequence',
      initialReplicas: 2,
      minReplicas: 1,
      maxReplicas: 9,
      behavior: {},
      steps: [
        { t: 0, desired: 6 },
        { t: 15, desired: null },
      ],
    },
  },
  vpa: {
    answers: 'recommendation of a VerticalPodAutoscaler from sample streams',
    example: {
      containers: {
        app: [
          {
            cpuMillicores: [{ start: 0, end: 7_200, step: 60, value: 150 }],
            memoryBytes: [{ start: 0, step: 60, values: [300_000_000, 310_000_000] }],
            oom: [{ t: 60, requestBytes: 300_000_000 }],
          },
        ],
      },
      policy: { app: { minAllowed: { cpuMillicores: 50 }, maxAllowed: { memoryBytes: 600_000_000 } } },
    },
  },
  canary: {
    answers: 'phases and weights of a Flagger canary, per tick of its interval',
    example: {
      analysis: {
        threshold: 3,
        maxWeight: 60,
        stepWeight: 30,
        metrics: [{ name: 'request-success-rate', thresholdRange: { min: 95 } }],
      },
      ticks: [
        { newRevision: true },
        {},
        { metrics: { 'request-success-rate': 99 } },
        { metrics: { 'request-success-rate': 'error' } },
      ],
    },
  },
  outlier: {
    answers: "hosts that Envoy's outlier detection ejects, or the settings that a DestinationRule makes",
    example: {
      hosts: ['a', 'b'],
      config: { consecutive5xx: 3, maxEjectionPercent: 100 },
      steps: [
        { t: 0, op: 'response', host: 'a', code: 503, count: 3 },
        { t: 30_000, op: 'sweep' },
      ],
    },
  },
  authorization: {
    answers: "whether Istio's AuthorizationPolicies allow one request to one workload",
    example: {
      workload: { namespace: 'petstore', labels: { app: 'payment-service' } },
      policies: [
        {
          name: 'domain-only',
          namespace: 'petstore',
          action: 'ALLOW',
          rules: [{ from: [{ source: { principals: ['cluster.local/ns/petstore/sa/petstore-domain'] } }] }],
        },
      ],
      request: {
        method: 'POST',
        path: '/payments',
        host: 'payment-service',
        port: 8002,
        principal: 'cluster.local/ns/petstore/sa/gateway',
        sourceIp: '10.0.0.9',
      },
    },
  },
  alert: {
    answers: 'states of the instances of a Prometheus alerting rule, per evaluation',
    example: {
      forSeconds: 60,
      keepFiringForSeconds: 0,
      evals: [
        { t: 0, active: ['x'] },
        { t: 60, active: ['x'] },
      ],
    },
  },
} as const satisfies Readonly<Record<string, WhatIfKindHelp>>;

export type WhatIfKind = keyof typeof whatIfKinds;

export const whatIfKindNames = Object.keys(whatIfKinds).filter(isWhatIfKind);

export function isWhatIfKind(name: string): name is WhatIfKind {
  return Object.hasOwn(whatIfKinds, name);
}

/** Commander suggests commands and options, but not argument values. */
export function suggestKind(written: string): string {
  const beginning = written === '' ? undefined : whatIfKindNames.find((name) => name.startsWith(written));
  const meant = beginning ?? suggestName(written, whatIfKindNames) ?? undefined;
  const choices = `It must be one of ${whatIfKindNames.join(', ')}.`;
  return meant === undefined ? choices : `Did you mean ${meant}? ${choices}`;
}
