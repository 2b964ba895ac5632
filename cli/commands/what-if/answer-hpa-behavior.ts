import {
  decideRate,
  decideReconcile,
  decideStabilized,
  fillBehavior,
  fillScaleDown,
  fillScaleUp,
  initialScalingState,
  type ScalingPolicy,
} from '@petstore/engine/controllers/horizontal-autoscaler';
import { type Static, Type } from 'typebox';
import {
  caseForm,
  caseObject,
  count,
  formsByKind,
  optional,
  orNull,
  seconds,
  timesInOrder,
} from './case-form.ts';

const PolicySchema = caseObject({
  type: Type.Unsafe<ScalingPolicy['type']>({ type: 'string', enum: ['Pods', 'Percent'] }),
  value: count(),
  periodSeconds: Type.Number({ exclusiveMinimum: 0 }),
});

const RulesSchema = caseObject({
  stabilizationWindowSeconds: orNull(Type.Number({ minimum: 0 })),
  selectPolicy: orNull(
    Type.Unsafe<'Max' | 'Min' | 'Disabled'>({ type: 'string', enum: ['Max', 'Min', 'Disabled', null] }),
  ),
  policies: orNull(Type.Array(PolicySchema)),
  tolerance: optional(Type.Unknown()),
});

const EventSchema = caseObject({ t: seconds(), change: count() });

const RateSchema = caseObject({
  kind: Type.Literal('rate'),
  currentReplicas: count(),
  desired: count(),
  minReplicas: orNull(count()),
  maxReplicas: Type.Integer({ minimum: 1 }),
  scaleUp: orNull(RulesSchema),
  scaleDown: orNull(RulesSchema),
  scaleUpEvents: orNull(Type.Array(EventSchema)),
  scaleDownEvents: orNull(Type.Array(EventSchema)),
});

const StabilizeSchema = caseObject({
  kind: Type.Literal('stabilize'),
  currentReplicas: count(),
  desired: count(),
  recommendations: orNull(Type.Array(caseObject({ t: seconds(), desired: count() }))),
  scaleUpWindowSeconds: optional(Type.Number({ minimum: 0 })),
  scaleDownWindowSeconds: optional(Type.Number({ minimum: 0 })),
});

const SequenceSchema = caseObject({
  kind: Type.Literal('sequence'),
  initialReplicas: count(),
  minReplicas: orNull(count()),
  maxReplicas: Type.Integer({ minimum: 1 }),
  behavior: orNull(caseObject({ scaleUp: orNull(RulesSchema), scaleDown: orNull(RulesSchema) })),
  steps: Type.Array(caseObject({ t: seconds(), desired: orNull(Type.Integer()) })),
});

const defaultDownWindowSeconds = 300;

/** The behaviour stage: one call of the rate limiter, one of the stabilization, or a sequence of syncs. */
export const hpaBehaviorForm = formsByKind({
  rate: caseForm(RateSchema, { decide: decideOneRate }),
  stabilize: caseForm(StabilizeSchema, { decide: decideOneStabilization }),
  sequence: caseForm(SequenceSchema, { decide: decideSequence, check: ({ steps }) => timesInOrder(steps) }),
});

function decideOneRate(given: Static<typeof RateSchema>): object {
  const events = (list: Static<typeof RateSchema>['scaleUpEvents']) =>
    (list ?? []).map(({ t, change }) => ({ atSeconds: t, change }));
  return decideRate(
    {
      nowSeconds: 0,
      currentReplicas: given.currentReplicas,
      desiredReplicas: given.desired,
      minReplicas: given.minReplicas ?? 1,
      maxReplicas: given.maxReplicas,
      scaleUps: events(given.scaleUpEvents),
      scaleDowns: events(given.scaleDownEvents),
    },
    { scaleUp: fillScaleUp(given.scaleUp), scaleDown: fillScaleDown(given.scaleDown) },
  );
}

function decideOneStabilization(given: Static<typeof StabilizeSchema>): object {
  const { currentReplicas, desired, recommendations, scaleUpWindowSeconds, scaleDownWindowSeconds } = given;
  const { replicas, reason } = decideStabilized(
    {
      nowSeconds: 0,
      currentReplicas,
      desiredReplicas: desired,
      recommendations: (recommendations ?? []).map((earlier) => {
        return { atSeconds: earlier.t, replicas: earlier.desired };
      }),
    },
    {
      scaleUpWindowSeconds: scaleUpWindowSeconds ?? 0,
      scaleDownWindowSeconds: scaleDownWindowSeconds ?? defaultDownWindowSeconds,
    },
  );
  return { stabilized: replicas, reason };
}

function decideSequence(given: Static<typeof SequenceSchema>): object {
  const spec = {
    minReplicas: given.minReplicas ?? 1,
    maxReplicas: given.maxReplicas,
    behavior: given.behavior ? fillBehavior(given.behavior) : null,
  };
  const replicas: number[] = [];
  const reasons: string[] = [];
  let state = initialScalingState;
  for (const { t, desired = null } of given.steps) {
    const currentReplicas = replicas.at(-1) ?? given.initialReplicas;
    const decision = decideReconcile(
      spec,
      { nowSeconds: t, currentReplicas, desiredReplicas: desired },
      state,
    );
    state = decision.state;
    replicas.push(decision.replicas);
    reasons.push(decision.reason);
  }
  return { replicas, reasons };
}
