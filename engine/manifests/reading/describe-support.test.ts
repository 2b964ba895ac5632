import { describe, expect, it } from 'vitest';
import { describeSupport } from './describe-support.ts';

const kinds = describeSupport();

function fieldOf(kind: string, path: string) {
  return kinds.find((each) => each.kind === kind)?.fields.find((field) => field.path === path);
}

describe('the table of support', () => {
  it.each([
    ['Deployment', 'spec.replicas', 'obeyed', null],
    ['Deployment', 'spec.paused', 'obeyed', null],
    ['Deployment', 'spec.revisionHistoryLimit', 'obeyed', null],
    ['Service', 'spec.sessionAffinity', 'refused', /one by one/],
    ['Deployment', 'spec.template.spec.nodeSelector', 'not applicable', /one node/],
    ['Deployment', 'spec.template.spec.containers[].resources.limits.memory', 'obeyed', null],
    ['Deployment', 'spec.template.spec.containers[].resources.limits.*', 'not applicable', /measured/],
    [
      'Deployment',
      'spec.template.spec.containers[].env[].valueFrom.fieldRef.fieldPath',
      'obeyed',
      /metadata\.uid.*status\.hostIPs; every other path is refused/,
    ],
    ['HorizontalPodAutoscaler', 'spec.maxReplicas', 'obeyed', null],
    ['VerticalPodAutoscaler', 'spec.updatePolicy.updateMode', 'checked', /vertical autoscaling/],
    ['Role', 'rules', 'not applicable', /one token/],
  ])('says of %s %s that it is %s', (kind, path, support, reason) => {
    const field = fieldOf(kind, path);
    expect(field?.support).toBe(support);
    if (reason === null) expect(field?.reason).toBeNull();
    else expect(field?.reason).toMatch(reason);
  });

  it('names the values for which a refused field is accepted', () => {
    expect(fieldOf('Service', 'spec.publishNotReadyAddresses')?.except).toEqual([false]);
  });

  it('gives a reason for whatever is not obeyed, and lists no field twice', () => {
    for (const { fields } of kinds) {
      expect(fields.filter(({ support, reason }) => support !== 'obeyed' && reason === null)).toEqual([]);
      expect(new Set(fields.map(({ path }) => path)).size).toBe(fields.length);
    }
  });
});
