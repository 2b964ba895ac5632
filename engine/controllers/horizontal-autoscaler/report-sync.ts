import type { Condition } from '../../api/objects/api-object.ts';
import type { RateLimit } from './decide-rate.ts';
import type { ReconcileStage } from './decide-reconcile.ts';
import type { DecidedMetric, SyncDecision, SyncObservation } from './decide-sync.ts';
import { metricStatus } from './metric-status.ts';

export interface SyncEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** A condition that a sync sets; a later one of the same type stands. */
export type SetCondition = Required<Pick<Condition, 'type' | 'status' | 'reason' | 'message'>>;

/** What a sync leaves on its autoscaler; null where it changes nothing. */
export interface SyncReport {
  readonly conditions: readonly SetCondition[];
  readonly events: readonly SyncEvent[];
  readonly currentReplicas: number | null;
  readonly desiredReplicas: number | null;
  readonly currentMetrics: readonly object[] | null;
  readonly isRescaled: boolean;
}

/** The target is not there. */
export function reportMissingScale(message: string): SyncReport {
  const words = `the HPA controller was unable to get the target's current scale: ${message}`;
  return {
    conditions: [condition('AbleToScale', 'False', 'FailedGetScale', words)],
    events: [{ type: 'Warning', reason: 'FailedGetScale', message }],
    currentReplicas: null,
    desiredReplicas: null,
    currentMetrics: null,
    isRescaled: false,
  };
}

/**
 * Conditions and Events of a sync in the words of the controller in a cluster:
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/podautoscaler/horizontal.go
 */
export function reportSync(decision: SyncDecision, observation: SyncObservation): SyncReport {
  const { metrics, stage, replicas } = decision;
  const isRescaled = replicas !== observation.replicas;
  const gotScale = "the HPA controller was able to get the target's current scale";
  const rescaled = `the HPA controller was able to update the target scale to ${replicas}`;
  return {
    conditions: [
      condition('AbleToScale', 'True', 'SucceededGetScale', gotScale),
      ...conditionsOf(decision, observation),
      ...(isRescaled ? [condition('AbleToScale', 'True', 'SucceededRescale', rescaled)] : []),
    ],
    events: [
      ...metrics.flatMap(({ failure }): SyncEvent[] =>
        failure === null ? [] : [{ type: 'Warning', reason: failure.reason, message: failure.message }],
      ),
      ...(stage.kind === 'no-proposal' ? failureEvents(metrics, observation) : []),
      ...(isRescaled ? [rescaleEvent(decision)] : []),
    ],
    currentReplicas: observation.replicas,
    desiredReplicas: stage.kind === 'no-proposal' ? null : replicas,
    currentMetrics: metrics.map(metricStatus),
    isRescaled,
  };
}

function rescaleEvent({ replicas, rescaleReason }: SyncDecision): SyncEvent {
  const message = `New size: ${replicas}; reason: ${rescaleReason}`;
  return { type: 'Normal', reason: 'SuccessfulRescale', message };
}

function failureEvents(metrics: readonly DecidedMetric[], { barred }: SyncObservation): readonly SyncEvent[] {
  const failed = (message: string): SyncEvent => {
    return { type: 'Warning', reason: 'FailedComputeMetricsReplicas', message };
  };
  if (barred !== null) return [{ type: 'Warning', ...barred }, failed(barred.message)];
  const failures = metrics.flatMap(({ failure }) => failure ?? []);
  const count = `invalid metrics (${failures.length} invalid out of ${metrics.length})`;
  return [failed(`${count}, first error is: ${failures[0]?.outer ?? ''}`)];
}

function conditionsOf(
  { stage, metrics, proposal, replicas }: SyncDecision,
  { barred }: SyncObservation,
): readonly SetCondition[] {
  switch (stage.kind) {
    case 'above-maximum':
    case 'below-minimum':
      return [];
    case 'off': {
      const message = 'scaling is disabled since the replica count of the target is zero';
      return [condition('ScalingActive', 'False', 'ScalingDisabled', message)];
    }
    case 'no-proposal': {
      if (barred !== null) return [condition('ScalingActive', 'False', barred.reason, barred.message)];
      const [first] = metrics.flatMap(({ failure }) => failure ?? []);
      if (first === undefined) return [];
      const message = `the HPA was unable to compute the replica count: ${first.message}`;
      return [condition('ScalingActive', 'False', first.reason, message)];
    }
    case 'metrics': {
      const found = `the HPA was able to successfully calculate a replica count from ${proposal.metric ?? ''}`;
      const isLimited = stage.stabilized !== replicas;
      return [
        condition('ScalingActive', 'True', 'ValidMetricFound', found),
        stabilization(stage.held),
        condition('ScalingLimited', isLimited ? 'True' : 'False', stage.limit, limits[stage.limit]),
      ];
    }
  }
}

function stabilization(held: Extract<ReconcileStage, { readonly kind: 'metrics' }>['held']): SetCondition {
  const able = (reason: string, message: string) => condition('AbleToScale', 'True', reason, message);
  switch (held) {
    case null:
      return able('ReadyForNewScale', 'recommended size matches current size');
    case 'up':
      return able(
        'ScaleUpStabilized',
        'recent recommendations were lower than current one, applying the lowest recent recommendation',
      );
    case 'down':
      return able(
        'ScaleDownStabilized',
        'recent recommendations were higher than current one, applying the highest recent recommendation',
      );
  }
}

const limits: Readonly<Record<RateLimit, string>> = {
  DesiredWithinRange: 'the desired count is within the acceptable range',
  ScaleUpLimit: 'the desired replica count is increasing faster than the maximum scale rate',
  ScaleDownLimit: 'the desired replica count is decreasing faster than the maximum scale rate',
  TooManyReplicas: 'the desired replica count is more than the maximum replica count',
  TooFewReplicas: 'the desired replica count is less than the minimum replica count',
};

function condition(type: string, status: Condition['status'], reason: string, message: string): SetCondition {
  return { type, status, reason, message };
}
