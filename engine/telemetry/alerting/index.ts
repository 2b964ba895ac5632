/** The life cycle of Prometheus alerts. Pure: evaluates no expression and notifies nobody. */

export {
  type AlertEvaluation,
  type AlertInstance,
  type AlertObservation,
  type AlertRule,
  type AlertState,
  decideAlerts,
} from './decide-alerts.ts';
