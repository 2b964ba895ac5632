import {
  createOutlierDetector,
  type HostReport,
  type OutlierChange,
  type OutlierDetector,
  translateDestinationRule,
} from '@petstore/engine/mesh/outliers';
import { type Static, Type } from 'typebox';
import {
  type CaseForm,
  type CaseProblem,
  caseForm,
  caseObject,
  count,
  optional,
  orNull,
  timesInOrder,
} from './case-form.ts';
import { parseMilliseconds, readDetectorConfig, showSettings } from './detector-config.ts';

const ops = ['response', 'connectFailure', 'timeout', 'connectSuccess', 'sweep'] as const;

const StepSchema = caseObject({
  t: Type.Number(),
  op: Type.Unsafe<(typeof ops)[number]>({ type: 'string', enum: ops }),
  host: optional(Type.String()),
  code: optional(Type.Integer({ minimum: 100, maximum: 599 })),
  count: optional(count()),
  /** Expected result of the step; not read. */
  ejected: optional(Type.Unknown()),
});
type Step = Static<typeof StepSchema>;

const DetectionSchema = caseObject({
  hosts: Type.Array(Type.String(), {
    minItems: 1,
    uniqueItems: true,
    'x-must-be': 'must name each host once',
  }),
  config: orNull(Type.Unsafe<Record<string, unknown>>({ type: 'object' })),
  steps: Type.Array(StepSchema),
});
type Detection = Static<typeof DetectionSchema>;

const amount = () => orNull(Type.Integer({ minimum: 0 }));
const duration = () => orNull(Type.Unsafe<number | string>({ type: ['number', 'string'] }));

const RuleSchema = caseObject({
  consecutive5xxErrors: amount(),
  consecutiveGatewayErrors: amount(),
  interval: duration(),
  baseEjectionTime: duration(),
  maxEjectionPercent: orNull(Type.Integer({ minimum: 0, maximum: 100 })),
  minHealthPercent: orNull(Type.Integer({ minimum: 0, maximum: 100 })),
  splitExternalLocalOriginErrors: orNull(Type.Boolean()),
  consecutiveLocalOriginFailures: amount(),
  /** Former name that Istio still accepts and ignores. */
  consecutiveErrors: optional(Type.Unknown()),
});
const TranslationSchema = caseObject({ destinationRule: RuleSchema });

const detection = caseForm(DetectionSchema, {
  decide: detect,
  check: (given) => [
    ...readDetectorConfig(given.config ?? {}).problems,
    ...given.steps.flatMap((step, index) => stepProblems(step, given.hosts, ['steps', index])),
    ...timesInOrder(given.steps),
  ],
});

const translation = caseForm(TranslationSchema, { decide: translate, check: durationProblems });

/** Envoy's outlier detection step by step, or the detector settings of a DestinationRule. */
export const outlierForm: CaseForm = {
  read: (value) =>
    (typeof value === 'object' && value !== null && 'destinationRule' in value
      ? translation
      : detection
    ).read(value),
};

function detect({ hosts, config, steps }: Detection): object {
  const detector = createOutlierDetector(hosts, readDetectorConfig(config ?? {}).settings);
  return {
    steps: steps.map((step) => {
      const changes = take(step, detector);
      const ejected = detector.ejected();
      return { ejected, reason: describe(changes, ejected.length, hosts.length) };
    }),
  };
}

function take(
  { op, host = '', code = 0, count: times = 1, t }: Step,
  detector: OutlierDetector,
): OutlierChange[] {
  if (op === 'sweep') return [...detector.sweep(t)];
  const report: HostReport = op === 'response' ? { kind: op, status: code } : { kind: op };
  return Array.from({ length: times }, () => detector.report(host, report, t)).flat();
}

function describe(changes: readonly OutlierChange[], ejectedCount: number, hostCount: number): string {
  if (changes.length === 0) return `Nothing changes: ${ejectedCount} of ${hostCount} hosts are out.`;
  return changes.map(({ host, change, reason }) => `${host} is ${change}: ${reason}.`).join(' ');
}

function stepProblems(
  { op, host, code }: Step,
  hosts: readonly string[],
  path: readonly (string | number)[],
): CaseProblem[] {
  if (op === 'sweep') return [];
  const problems: CaseProblem[] = [];
  if (host === undefined) problems.push({ path: [...path, 'host'], message: `is missing: add it to ${op}` });
  else if (!hosts.includes(host)) {
    problems.push({ path: [...path, 'host'], message: `must be one of the hosts (${hosts.join(', ')})` });
  }
  if (op === 'response' && code === undefined) {
    problems.push({ path: [...path, 'code'], message: 'is missing: add the status of the response' });
  }
  return problems;
}

function durationProblems({ destinationRule }: Static<typeof TranslationSchema>): CaseProblem[] {
  const message = 'must be a duration such as 5s, 1m30s or 100ms';
  return (['interval', 'baseEjectionTime'] as const).flatMap((name) => {
    const value = destinationRule[name] ?? null;
    const isSound = value === null || (typeof value === 'string' && parseMilliseconds(value) !== null);
    return isSound ? [] : [{ path: ['destinationRule', name], message }];
  });
}

function translate({ destinationRule: rule }: Static<typeof TranslationSchema>): object {
  const { settings, healthyPanicThresholdPercent } = translateDestinationRule({
    ...rule,
    intervalMs: parseMilliseconds(rule.interval ?? null),
    baseEjectionTimeMs: parseMilliseconds(rule.baseEjectionTime ?? null),
  });
  const gateway = settings.enforcingConsecutiveGatewayFailure === 100 ? 'on' : 'off';
  const reason = `As Istio configures Envoy: success rate off, gateway errors ${gateway}, panic threshold ${healthyPanicThresholdPercent}%.`;
  const threshold = {
    healthyPanicThreshold: healthyPanicThresholdPercent,
    panicThreshold: healthyPanicThresholdPercent,
  };
  return { settings: { ...showSettings(settings), ...threshold }, reason };
}
