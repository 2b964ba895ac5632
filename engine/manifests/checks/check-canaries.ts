import type { Canary } from '../../schemas/canary.ts';
import type { CanaryMetric } from '../../schemas/canary-analysis.ts';
import type { Deployment } from '../../schemas/deployment.ts';
import type { LabelSelector } from '../../schemas/label-selector.ts';
import type { FieldPath } from '../field-path.ts';
import type { Finding, ObjectFinding } from '../manifest-problem.ts';
import type { DeclaredObjects } from '../reading/declared-objects.ts';
import { checkEjection, checkPolicySettings } from './check-destination-rules.ts';
import { checkGatewayNames } from './check-gateways.ts';
import { checkRepeatedHosts, checkRouteSettings } from './check-http-routes.ts';
import { fewestReplicas } from './scaled-deployments.ts';

/** Flagger's own queries, for Istio. */
const builtInMetrics = ['request-success-rate', 'request-duration'];

/** Flagger tells the primary's pods apart by the first of these labels that the selector has, and renames it. */
const telltaleLabels = ['app', 'name', 'app.kubernetes.io/name'];

/** Canaries have a target, a way to it, steps that end and checks that can fail. */
export function checkCanaries(declared: DeclaredObjects): ObjectFinding[] {
  return declared.readable.Canary.flatMap((object) =>
    checkCanary(object, declared).map((finding) => ({ ...finding, object })),
  );
}

/** Flagger renames a label of the primary's pods; a selector that asks for the old value loses them without a word. */
export function checkPrimaryLabels(declared: DeclaredObjects): ObjectFinding[] {
  const renamed = declared.readable.Canary.flatMap(({ spec, metadata }) => {
    const target = declared.readable.Deployment.find((each) => each.metadata.name === spec.targetRef.name);
    const labels = target?.spec.selector.matchLabels ?? {};
    const label = telltaleLabels.find((name) => Object.hasOwn(labels, name));
    return label === undefined ? [] : [{ label, value: labels[label], canary: metadata.name }];
  });
  return selectorsOf(declared).flatMap(({ object, path, selector }) =>
    renamed
      .filter(({ label, value }) => selector.matchLabels?.[label] === value && value !== undefined)
      .map(({ label, canary }) => ({
        object,
        path: [...path, 'matchLabels', label],
        message: `is renamed on the primary's pods of Canary ${canary}: select by another label of the template`,
      })),
  );
}

function checkTarget({ spec }: Canary, target: Deployment | undefined, declared: DeclaredObjects): Finding[] {
  const { name } = spec.targetRef;
  const path = ['spec', 'targetRef', 'name'];
  if (target === undefined) {
    if (declared.isDeclared('Deployment', name)) return [];
    return [{ path, message: `no Deployment ${name} is declared: add it or name another` }];
  }
  const labels = Object.keys(target.spec.selector.matchLabels ?? {});
  if (labels.some((label) => telltaleLabels.includes(label))) return [];
  const message = `Deployment ${name} selects by none of ${telltaleLabels.join(', ')}, which Flagger needs to tell the primary's pods: add one to its selector`;
  return [{ path, message }];
}

function checkAutoscaler({ spec }: Canary, declared: DeclaredObjects): Finding[] {
  const name = spec.autoscalerRef?.name;
  const path = ['spec', 'autoscalerRef'];
  const ofTarget = declared.readable.HorizontalPodAutoscaler.find(
    (each) => each.spec.scaleTargetRef.name === spec.targetRef.name,
  );
  if (name === undefined) {
    if (ofTarget === undefined) return [];
    const message = `is missing: Flagger would not scale the primary by ${ofTarget.metadata.name}, which scales the target`;
    return [{ path, message }];
  }
  if (!declared.isDeclared('HorizontalPodAutoscaler', name)) {
    const message = `no HorizontalPodAutoscaler ${name} is declared: add it or name another`;
    return [{ path: [...path, 'name'], message }];
  }
  if (ofTarget === undefined || ofTarget.metadata.name === name) return [];
  const message = `scales another Deployment: ${ofTarget.metadata.name} scales ${spec.targetRef.name}`;
  return [{ path: [...path, 'name'], message }];
}

function checkService(
  { spec }: Canary,
  target: Deployment | undefined,
  declared: DeclaredObjects,
): Finding[] {
  const { service } = spec;
  if (service === undefined)
    return [{ path: ['spec', 'service'], message: 'is missing: routes come from it' }];
  const path = ['spec', 'service'];
  const name = service.name ?? spec.targetRef.name;
  const ports = target?.spec.template.spec.containers.flatMap((container) => container.ports ?? []) ?? [];
  const wanted = service.targetPort ?? service.port;
  const hasPort = ports.some((port) => port.containerPort === wanted || port.name === wanted);
  const existing = declared.readable.Service.find(({ metadata }) => metadata.name === name);
  const hasServicePort = existing?.spec.ports.some(({ port }) => port === service.port) ?? true;
  const detection = service.trafficPolicy?.outlierDetection;
  const hosts = target === undefined ? 0 : fewestReplicas(declared, target);
  return [
    ...(target === undefined || hasPort
      ? []
      : [
          {
            path: [...path, service.targetPort === undefined ? 'port' : 'targetPort'],
            message: `Deployment ${spec.targetRef.name} has no container port ${wanted}: name one that it has`,
          },
        ]),
    ...(hasServicePort
      ? []
      : [
          { path: [...path, 'port'], message: `Service ${name} has no port ${service.port}: write its port` },
        ]),
    ...checkGatewayNames(service.gateways ?? [], [...path, 'gateways'], declared),
    ...checkRouteSettings(service, path),
    ...checkRepeatedHosts(service.hosts ?? [], [...path, 'hosts']),
    ...checkPolicySettings(service.trafficPolicy ?? {}, [...path, 'trafficPolicy']),
    ...(detection === undefined
      ? []
      : checkEjection(detection, [...path, 'trafficPolicy', 'outlierDetection'], hosts)),
  ];
}

function checkMetric(metric: CanaryMetric, path: Finding['path'], declared: DeclaredObjects): Finding[] {
  const template = metric.templateRef;
  if (template !== undefined) {
    if (declared.isDeclared('MetricTemplate', template.name)) return checkBounds(metric, path);
    const message = `no MetricTemplate ${template.name} is declared: add it or name another`;
    return [{ path: [...path, 'templateRef', 'name'], message }];
  }
  if (metric.query !== undefined || builtInMetrics.includes(metric.name)) return checkBounds(metric, path);
  const message = `is none of ${builtInMetrics.join(', ')}, which Flagger knows by itself: add a templateRef`;
  return [{ path: [...path, 'name'], message }];
}

function checkBounds({ threshold, thresholdRange }: CanaryMetric, path: Finding['path']): Finding[] {
  const bounds = [threshold, thresholdRange?.min, thresholdRange?.max];
  if (bounds.some((bound) => bound !== undefined)) return [];
  return [{ path, message: 'accepts every value: write thresholdRange with min or max' }];
}

function checkSteps({ spec }: Canary): Finding[] {
  const { stepWeight, stepWeights, iterations, maxWeight = 100 } = spec.analysis;
  const path = ['spec', 'analysis'];
  const chosen = [stepWeight, stepWeights, iterations].filter((each) => each !== undefined);
  const falling = (stepWeights ?? []).findIndex((weight, index, all) => weight <= (all[index - 1] ?? 0));
  return [
    ...(chosen.length === 1
      ? []
      : [{ path, message: 'must have exactly one of stepWeight, stepWeights, iterations' }]),
    ...(falling === -1
      ? []
      : [
          {
            path: [...path, 'stepWeights', falling],
            message:
              'must be more than the step before it: Flagger looks a weight up by its value, and would stay there for good',
          },
        ]),
    ...(stepWeight !== undefined && (stepWeight === 0 || stepWeight > maxWeight)
      ? [{ path: [...path, 'stepWeight'], message: `must be between 1 and maxWeight, ${maxWeight}` }]
      : []),
  ];
}

function checkCanary(object: Canary, declared: DeclaredObjects): Finding[] {
  const { targetRef, analysis } = object.spec;
  const target = declared.readable.Deployment.find(({ metadata }) => metadata.name === targetRef.name);
  const first = declared.readable.Canary.find(({ spec }) => spec.targetRef.name === targetRef.name);
  return [
    ...checkTarget(object, target, declared),
    ...(first === object
      ? []
      : [
          {
            path: ['spec', 'targetRef', 'name'],
            message: `is the target of Canary ${first?.metadata.name} already: remove one of them`,
          },
        ]),
    ...checkAutoscaler(object, declared),
    ...checkService(object, target, declared),
    ...checkSteps(object),
    ...(analysis.metrics ?? []).flatMap((metric, index) =>
      checkMetric(metric, ['spec', 'analysis', 'metrics', index], declared),
    ),
  ];
}

interface SelectorPlace {
  readonly object: object;
  readonly path: FieldPath;
  readonly selector: LabelSelector;
}

function selectorsOf({ readable }: DeclaredObjects): SelectorPlace[] {
  const path = ['spec', 'selector'];
  const networkPeers = readable.NetworkPolicy.flatMap((object) => {
    const { ingress = [], egress = [], podSelector } = object.spec;
    const sides = [
      ...ingress.map(({ from = [] }, index) => ({ peers: from, at: ['spec', 'ingress', index, 'from'] })),
      ...egress.map(({ to = [] }, index) => ({ peers: to, at: ['spec', 'egress', index, 'to'] })),
    ];
    const peers = sides.flatMap(({ peers: all, at }) =>
      all.flatMap(({ podSelector: selector, namespaceSelector }, index) =>
        selector === undefined || namespaceSelector !== undefined
          ? []
          : [{ object, path: [...at, index, 'podSelector'], selector }],
      ),
    );
    return [{ object, path: ['spec', 'podSelector'], selector: podSelector }, ...peers];
  });
  return [
    ...readable.PodDisruptionBudget.map((object) => ({ object, path, selector: object.spec.selector })),
    ...readable.PodMonitor.map((object) => ({ object, path, selector: object.spec.selector })),
    ...[...readable.AuthorizationPolicy, ...readable.PeerAuthentication].map((object) => ({
      object,
      path,
      selector: object.spec.selector ?? {},
    })),
    ...networkPeers,
  ];
}
