import type { PrometheusRule } from '../../schemas/prometheus-rule.ts';
import type { ObjectFinding } from '../manifest-problem.ts';
import type { DeclaredObjects } from '../reading/declared-objects.ts';
import { selectedDeployments } from './scaled-deployments.ts';

function checkRules(object: PrometheusRule): ObjectFinding[] {
  const groups = object.spec.groups ?? [];
  const names = groups.map(({ name }) => name);
  return groups.flatMap(({ name, rules = [] }, index) => [
    ...(names.indexOf(name) === index
      ? []
      : [
          {
            object,
            path: ['spec', 'groups', index, 'name'],
            message: `is the second group ${name}: rename it`,
          },
        ]),
    ...rules.flatMap((rule, position): ObjectFinding[] => {
      const path = ['spec', 'groups', index, 'rules', position];
      if ((rule.record === undefined) === (rule.alert === undefined)) {
        return [{ object, path, message: 'must have exactly one of record, alert' }];
      }
      if (rule.alert !== undefined) return [];
      return (['for', 'keep_firing_for', 'annotations'] as const).flatMap((field) =>
        rule[field] === undefined
          ? []
          : [{ object, path: [...path, field], message: 'belongs to alerts only: remove it' }],
      );
    }),
  ]);
}

/** What is scraped exists; each rule is one. */
export function checkMonitoring(declared: DeclaredObjects): ObjectFinding[] {
  const nowhere = declared.readable.PodMonitor.filter(
    ({ spec }) =>
      selectedDeployments(declared, spec.selector).length === 0 && !declared.hasUnreadable('Deployment'),
  );
  const second = declared.readable.PodMonitor.filter(
    ({ spec }) => (spec.podMetricsEndpoints ?? []).length > 1,
  );
  return [
    ...second.map((object) => ({
      object,
      path: ['spec', 'podMetricsEndpoints', 1],
      message: 'is a second endpoint: a pod has one place where it tells its series here',
    })),
    ...nowhere.map((object) => ({
      object,
      path: ['spec', 'selector'],
      message: 'matches the pods of no Deployment: write the labels of a template',
    })),
    ...declared.readable.PrometheusRule.flatMap(checkRules),
  ];
}
