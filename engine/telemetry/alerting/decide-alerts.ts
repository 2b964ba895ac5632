export type AlertState = 'inactive' | 'pending' | 'firing';

export interface AlertRule {
  /** `for`: how long the expression has to hold. */
  readonly holdSeconds: number;
  readonly keepFiringSeconds: number;
  /** 0 for none. */
  readonly limit: number;
}

/** One label set that the expression returned, now or not long ago. */
export interface AlertInstance {
  readonly state: AlertState;
  readonly activeAtSeconds: number;
  readonly firedAtSeconds: number | null;
  /** Since when it is kept firing without being true. */
  readonly keepFiringSinceSeconds: number | null;
  readonly resolvedAtSeconds: number | null;
}

export interface AlertObservation {
  readonly nowSeconds: number;
  /** The label sets that the expression returned. */
  readonly active: readonly string[];
}

export interface AlertEvaluation {
  /** The highest of all instances. */
  readonly state: AlertState | 'error';
  readonly instances: ReadonlyMap<string, AlertInstance>;
  readonly reason: string;
}

/** So long a resolved alert is told as such: notifications may get lost. */
const resolvedRetentionSeconds = 15 * 60;

/** One evaluation of an alerting rule (prometheus rules/alerting.go, `Eval`). */
export function decideAlerts(
  rule: AlertRule,
  observation: AlertObservation,
  before: ReadonlyMap<string, AlertInstance>,
): AlertEvaluation {
  const { nowSeconds } = observation;
  const active = new Set(observation.active);
  const known = new Map(before);
  for (const id of active) {
    if ((known.get(id)?.state ?? 'inactive') === 'inactive') known.set(id, begin(nowSeconds));
  }
  const instances = new Map<string, AlertInstance>();
  for (const [id, instance] of known) {
    const next = advance(instance, rule, { nowSeconds, isTrue: active.has(id) });
    if (next !== null) instances.set(id, next);
  }
  const alive = [...instances.values()].filter(({ state }) => state !== 'inactive');
  if (rule.limit > 0 && alive.length > rule.limit) {
    const reason = `${alive.length} alerts are more than the limit of ${rule.limit}: all of them are dropped.`;
    return { state: 'error', instances: new Map(), reason };
  }
  const firing = alive.filter(({ state }) => state === 'firing').length;
  const state = firing > 0 ? 'firing' : alive.length > 0 ? 'pending' : 'inactive';
  const reason = `${firing} firing, ${alive.length - firing} pending, ${instances.size - alive.length} resolved.`;
  return { state, instances, reason };
}

function begin(nowSeconds: number): AlertInstance {
  return {
    state: 'pending',
    activeAtSeconds: nowSeconds,
    firedAtSeconds: null,
    keepFiringSinceSeconds: null,
    resolvedAtSeconds: null,
  };
}

interface Moment {
  readonly nowSeconds: number;
  readonly isTrue: boolean;
}

/** Null for an instance that is forgotten. */
function advance(
  instance: AlertInstance,
  rule: AlertRule,
  { nowSeconds, isTrue }: Moment,
): AlertInstance | null {
  if (isTrue) return settle({ ...instance, keepFiringSinceSeconds: null }, rule, nowSeconds);
  const { state, resolvedAtSeconds } = instance;
  if (state === 'pending') return null;
  if (state === 'inactive') {
    const isOld = resolvedAtSeconds !== null && nowSeconds - resolvedAtSeconds > resolvedRetentionSeconds;
    return isOld ? null : instance;
  }
  const since = instance.keepFiringSinceSeconds ?? nowSeconds;
  const isKept = rule.keepFiringSeconds > 0 && nowSeconds - since < rule.keepFiringSeconds;
  return isKept
    ? settle({ ...instance, keepFiringSinceSeconds: since }, rule, nowSeconds)
    : { ...instance, state: 'inactive', resolvedAtSeconds: nowSeconds };
}

/** Long enough active, it fires; a hold that was raised since turns it back. */
function settle(instance: AlertInstance, { holdSeconds }: AlertRule, nowSeconds: number): AlertInstance {
  const isHeldLongEnough = nowSeconds - instance.activeAtSeconds >= holdSeconds;
  if (instance.state === 'pending' && isHeldLongEnough) {
    return { ...instance, state: 'firing', firedAtSeconds: nowSeconds };
  }
  if (instance.state === 'firing' && !isHeldLongEnough) {
    return { ...instance, state: 'pending', firedAtSeconds: null, keepFiringSinceSeconds: null };
  }
  return instance;
}
