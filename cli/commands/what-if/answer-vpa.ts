import {
  type ContainerUsage,
  createContainerUsage,
  createUsageAggregate,
  decideRecommendation,
  type ResourcePolicy,
} from '@petstore/engine/controllers/vertical-autoscaler';
import { type Static, Type } from 'typebox';
import { type CaseProblem, caseForm, caseObject, optional, orNull, seconds } from './case-form.ts';

const SegmentSchema = caseObject({
  start: seconds(),
  end: optional(seconds()),
  step: optional(Type.Number({ exclusiveMinimum: 0, 'x-must-be': 'must be more than 0' })),
  value: optional(Type.Number()),
  values: optional(Type.Array(Type.Number())),
});
type Segment = Static<typeof SegmentSchema>;

const InstanceSchema = caseObject({
  cpuMillicores: orNull(Type.Array(SegmentSchema)),
  memoryBytes: orNull(Type.Array(SegmentSchema)),
  oom: orNull(Type.Array(caseObject({ t: seconds(), requestBytes: Type.Number({ minimum: 0 }) }))),
});
type Instance = Static<typeof InstanceSchema>;

const BoundsSchema = caseObject({
  cpuMillicores: orNull(Type.Number({ minimum: 0 })),
  memoryBytes: orNull(Type.Number({ minimum: 0 })),
});
const controllable = ['cpu', 'memory'] as const;
const PolicySchema = caseObject({
  minAllowed: orNull(BoundsSchema),
  maxAllowed: orNull(BoundsSchema),
  mode: optional(Type.Unsafe<'Auto' | 'Off'>({ type: 'string', enum: ['Auto', 'Off'] })),
  controlledResources: optional(
    Type.Array(Type.Unsafe<(typeof controllable)[number]>({ type: 'string', enum: controllable })),
  ),
  /** Used by the updater; it does not change the recommendation. */
  controlledValues: optional(Type.Unknown()),
});

const mapOf = <Value>(value: object) =>
  Type.Unsafe<Record<string, Value>>({ type: 'object', additionalProperties: value });

const VpaSchema = caseObject({
  containers: mapOf<Instance[]>(Type.Array(InstanceSchema)),
  policy: orNull(mapOf<Static<typeof PolicySchema> | null>(orNull(PolicySchema))),
  /** Tolerance for comparing expected results; not read. */
  tolerance: optional(Type.Unknown()),
});
type VpaCase = Static<typeof VpaSchema>;

const defaultStepSeconds = 60;

/** Recommendation for the containers of a VPA from sample streams. */
export const vpaForm = caseForm(VpaSchema, { decide, check: segmentProblems });

function decide({ containers, policy }: VpaCase): object {
  const usage = new Map(
    Object.entries(containers).flatMap(([name, instances]) => {
      // Containers in mode Off get no recommendation.
      if (policy?.[name]?.mode === 'Off') return [];
      const aggregate = createUsageAggregate();
      for (const instance of instances) feed(createContainerUsage(aggregate), instance);
      return [[name, aggregate] as const];
    }),
  );
  const policies = Object.entries(policy ?? {}).map(([name, given]) => [name, policyOf(given)] as const);
  const recommended = [...decideRecommendation(usage, new Map(policies))];
  const amounts = recommended.map(([name, { reason: _reason, ...rest }]) => {
    return [name, controlledOf(rest, policy?.[name]?.controlledResources)] as const;
  });
  const reason =
    recommended.map(([name, one]) => `${name}: ${one.reason}`).join(' ') || 'There is no container.';
  return { containers: Object.fromEntries(amounts), reason };
}

function controlledOf(amounts: object, resources: readonly string[] = controllable): object {
  const fields = resources.map((resource) => (resource === 'cpu' ? 'cpuMillicores' : 'memoryBytes'));
  return Object.fromEntries(
    Object.entries(amounts).map(([bound, given]) => [
      bound,
      Object.fromEntries(Object.entries(given).filter(([field]) => fields.some((each) => each === field))),
    ]),
  );
}

function policyOf(given: Static<typeof PolicySchema> | null): ResourcePolicy {
  const bounds = (side: Static<typeof BoundsSchema> | null | undefined) => ({
    cpuMillicores: side?.cpuMillicores ?? 0,
    memoryBytes: side?.memoryBytes ?? 0,
  });
  return { minAllowed: bounds(given?.minAllowed), maxAllowed: bounds(given?.maxAllowed) };
}

interface Sample {
  readonly atSeconds: number;
  readonly take: (usage: ContainerUsage) => void;
}

/** Feeds samples by time; at the same time CPU before memory before out-of-memory kills. The sort is stable. */
function feed(usage: ContainerUsage, { cpuMillicores, memoryBytes, oom }: Instance): void {
  const samples: Sample[] = [
    ...samplesOf(cpuMillicores, (value, atSeconds) => (to) => to.addCpu(value, atSeconds)),
    ...samplesOf(memoryBytes, (value, atSeconds) => (to) => to.addMemory(value, atSeconds)),
    ...(oom ?? []).map(({ t, requestBytes }): Sample => {
      return { atSeconds: t, take: (to) => to.recordOutOfMemory(requestBytes, t) };
    }),
  ];
  samples.sort((one, other) => one.atSeconds - other.atSeconds);
  for (const { take } of samples) take(usage);
}

type Taking = (value: number, atSeconds: number) => Sample['take'];

function samplesOf(segments: readonly Segment[] | null | undefined, taking: Taking): Sample[] {
  return (segments ?? []).flatMap(({ start, end = start, step = defaultStepSeconds, value = 0, values }) => {
    const length = values?.length ?? Math.max(0, Math.ceil((end - start) / step));
    return Array.from({ length }, (_, index) => {
      const atSeconds = start + index * step;
      return { atSeconds, take: taking(values?.[index] ?? value, atSeconds) };
    });
  });
}

const mostSamples = 5_000_000;

function segmentProblems({ containers }: VpaCase): CaseProblem[] {
  return Object.entries(containers).flatMap(([name, instances]) =>
    instances.flatMap((instance, index) =>
      (['cpuMillicores', 'memoryBytes'] as const).flatMap((series) =>
        (instance[series] ?? []).flatMap((segment, place) => {
          const message = describe(segment);
          return message === null ? [] : [{ path: ['containers', name, index, series, place], message }];
        }),
      ),
    ),
  );
}

function describe({ start, end, step = defaultStepSeconds, value, values }: Segment): string | null {
  if (values !== undefined) return value === undefined ? null : 'has value and values: leave one of them out';
  if (end === undefined || value === undefined) return 'must have end and value, or values';
  return (end - start) / step > mostSamples
    ? `must have at most ${mostSamples} samples: a larger step would do`
    : null;
}
