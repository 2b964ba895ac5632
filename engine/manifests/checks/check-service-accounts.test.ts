import { describe, it } from 'vitest';
import { clusterText } from '../../testing/cluster-manifests.ts';
import { type Defect, expectRefused } from '../../testing/shop-manifests.ts';

const defects: readonly Defect[] = [
  [
    'kind: Role, name: observer',
    'kind: Role, name: operator',
    'roleRef.name',
    /no Role operator is declared/,
  ],
  [
    'kind: ServiceAccount, name: web,',
    'kind: ServiceAccount, name: wob,',
    'subjects[0].name',
    /no ServiceAccount wob is declared/,
  ],
];

describe('a RoleBinding', () => {
  it.each(defects)('%j written as %j is refused at %s', (...defect) => {
    expectRefused(clusterText, defect);
  });
});
