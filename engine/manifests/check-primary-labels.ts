import type { DeclaredObjects, ObjectFinding } from './declared-objects.ts';
import type { FieldPath } from './field-path.ts';
import type { LabelSelector } from './schemas/label-selector.ts';

interface SelectorPlace {
  readonly object: object;
  readonly path: FieldPath;
  readonly selector: LabelSelector;
}

/** In the order in which Flagger looks for the label that it renames. */
const telltaleLabels = ['app', 'name', 'app.kubernetes.io/name'];

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
