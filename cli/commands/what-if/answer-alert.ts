import { type AlertInstance, decideAlerts } from '@petstore/engine/telemetry/alerting';
import { type Static, Type } from 'typebox';
import { caseForm, caseObject, count, orNull, seconds, timesInOrder } from './case-form.ts';

const duration = () => orNull(Type.Number({ minimum: 0 }));

const AlertSchema = caseObject({
  forSeconds: duration(),
  keepFiringForSeconds: duration(),
  limit: orNull(count()),
  evals: Type.Array(
    caseObject({
      t: seconds(),
      active: Type.Array(Type.String(), { uniqueItems: true, 'x-must-be': 'must name each label set once' }),
      newForSeconds: duration(),
    }),
  ),
});

/** Life cycle of an alerting rule's instances over a sequence of evaluations. */
export const alertForm = caseForm(AlertSchema, {
  decide,
  check: ({ evals }) => timesInOrder(evals, 'evals'),
});

function decide({ forSeconds, keepFiringForSeconds, limit, evals }: Static<typeof AlertSchema>): object {
  let instances: ReadonlyMap<string, AlertInstance> = new Map();
  let holdSeconds = forSeconds ?? 0;
  const evaluations = evals.map(({ t, active, newForSeconds }) => {
    holdSeconds = newForSeconds ?? holdSeconds;
    const rule = { holdSeconds, keepFiringSeconds: keepFiringForSeconds ?? 0, limit: limit ?? 0 };
    const evaluation = decideAlerts(rule, { nowSeconds: t, active }, instances);
    instances = evaluation.instances;
    const shown = [...instances].map(([id, instance]) => [id, show(instance)] as const);
    return { state: evaluation.state, instances: Object.fromEntries(shown), reason: evaluation.reason };
  });
  return { evaluations };
}

/** Omits the times of transitions that have not happened. */
function show(instance: AlertInstance): object {
  const { state, activeAtSeconds, firedAtSeconds, keepFiringSinceSeconds, resolvedAtSeconds } = instance;
  return {
    state,
    activeAt: activeAtSeconds,
    ...(firedAtSeconds !== null && { firedAt: firedAtSeconds }),
    ...(keepFiringSinceSeconds !== null && { keepFiringSince: keepFiringSinceSeconds }),
    ...(resolvedAtSeconds !== null && { resolvedAt: resolvedAtSeconds }),
  };
}
