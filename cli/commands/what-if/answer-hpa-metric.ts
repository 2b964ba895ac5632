import {
  decideMetric,
  type MetricSpec,
  type ObservedPod,
} from '@petstore/engine/controllers/horizontal-autoscaler';
import { type Static, Type } from 'typebox';
import {
  type CaseForm,
  caseForm,
  caseObject,
  count,
  formsByKind,
  optional,
  orNull,
  seconds,
  wholeNumber,
} from './case-form.ts';

const PodSchema = Type.Object(
  {
    name: Type.String(),
    request: orNull(Type.Integer({ minimum: 0 })),
    phase: optional(
      Type.Unsafe<string>({ type: 'string', enum: ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'] }),
    ),
    ready: orNull(
      Type.Unsafe<'True' | 'False' | 'Unknown'>({ type: 'string', enum: ['True', 'False', 'Unknown', null] }),
    ),
    startTime: orNull(seconds()),
    readyTransition: orNull(seconds()),
    deleting: optional(Type.Boolean()),
  },
  { additionalProperties: false, patternProperties: { '^(expect.*|note)$': {} } },
);

const ReadingSchema = caseObject({
  value: wholeNumber(),
  timestamp: optional(seconds()),
  window: optional(seconds()),
});

const shared = {
  kind: Type.String(),
  resource: optional(Type.String()),
  currentReplicas: count(),
  target: Type.Integer({ minimum: 1 }),
  tolerance: optional(
    caseObject({ up: optional(Type.Number({ minimum: 0 })), down: optional(Type.Number({ minimum: 0 })) }),
  ),
  cpuInitializationPeriodSeconds: optional(Type.Number({ minimum: 0 })),
  initialReadinessDelaySeconds: optional(Type.Number({ minimum: 0 })),
  pods: orNull(Type.Array(PodSchema)),
  readings: orNull(
    Type.Unsafe<Record<string, Static<typeof ReadingSchema> | null>>({
      type: 'object',
      additionalProperties: orNull(ReadingSchema),
    }),
  ),
  values: orNull(Type.Array(wholeNumber())),
};

const MetricSchema = caseObject(shared);
type MetricCase = Static<typeof MetricSchema>;

const defaultTolerance = 0.1;

const form = (specOf: (given: MetricCase) => MetricSpec): CaseForm =>
  caseForm(MetricSchema, {
    decide: (given) => decide(given, specOf(given)),
    check: ({ pods }) => repeatedNames(pods ?? []),
  });

/** Replica proposal of one metric; times are seconds relative to the evaluation. */
export const hpaMetricForm = formsByKind({
  resourceUtilization: form(({ resource = 'cpu', target }) => ({
    kind: 'resourceUtilization',
    resource,
    targetPercent: target,
  })),
  resourceAverageValue: form(({ resource = 'cpu', target }) => ({
    kind: 'resourceAverageValue',
    resource,
    targetMilli: target,
  })),
  podsAverageValue: form(({ target }) => ({ kind: 'podsAverageValue', targetMilli: target })),
  objectValue: form(({ target }) => ({ kind: 'objectValue', targetMilli: target })),
  externalValue: form(({ target }) => ({ kind: 'externalValue', targetMilli: target })),
  objectAverageValue: form(({ target }) => ({ kind: 'objectAverageValue', targetMilli: target })),
  externalAverageValue: form(({ target }) => ({ kind: 'externalAverageValue', targetMilli: target })),
});

function decide(given: MetricCase, spec: MetricSpec): object {
  const readings = Object.entries(given.readings ?? {}).flatMap(([pod, reading]) => {
    if (reading === null) return [];
    const { value, timestamp = 0, window = 0 } = reading;
    return [[pod, { valueMilli: value, atSeconds: timestamp, windowSeconds: window }] as const];
  });
  const decision = decideMetric(spec, {
    nowSeconds: 0,
    currentReplicas: given.currentReplicas,
    pods: (given.pods ?? []).map(observe),
    readings: new Map(readings),
    valuesMilli: given.values ?? [],
    tolerances: {
      up: given.tolerance?.up ?? defaultTolerance,
      down: given.tolerance?.down ?? defaultTolerance,
    },
    cpuInitializationPeriodSeconds: given.cpuInitializationPeriodSeconds ?? 300,
    initialReadinessDelaySeconds: given.initialReadinessDelaySeconds ?? 30,
  });
  if ('error' in decision) return decision;
  const { replicas, utilizationPercent, averageValueMilli, reason } = decision;
  return { replicas, utilization: utilizationPercent, averageValue: averageValueMilli, reason };
}

function observe(pod: Static<typeof PodSchema>): ObservedPod {
  return {
    name: pod.name,
    requestMilli: pod.request ?? null,
    phase: pod.phase ?? 'Running',
    ready: pod.ready ?? null,
    startSeconds: pod.startTime ?? null,
    readyTransitionSeconds: pod.readyTransition ?? null,
    isDeleting: pod.deleting ?? false,
  };
}

function repeatedNames(pods: readonly { readonly name: string }[]) {
  return pods.flatMap(({ name }, index) =>
    pods.findIndex((pod) => pod.name === name) === index
      ? []
      : [{ path: ['pods', index, 'name'], message: 'is the name of an earlier pod: give each its own' }],
  );
}
