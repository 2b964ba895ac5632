import { describe, expect, it } from 'vitest';
import type { KindName, ObjectOfKind } from '../../schemas/kinds.ts';
import { applyMergePatch } from '../patches/merge-patch.ts';
import { withDefaults } from './object-defaults.ts';

const container = {
  name: 'web',
  image: 'web:v1',
  command: ['node', '/app/web.mjs'],
  ports: [{ containerPort: 8080 }],
};
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [container] } },
  },
};
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
};

function completed<Kind extends KindName>(kind: Kind, object: object): Readonly<Record<string, unknown>> {
  return { ...withDefaults(kind, object as ObjectOfKind[Kind]) };
}

function patched(object: object, patch: object): object {
  return applyMergePatch(object, patch) as object;
}

function withContainer(patch: object): object {
  return patched(deployment, { spec: { template: { spec: { containers: [{ ...container, ...patch }] } } } });
}

describe('defaults', () => {
  it('are those that the API server writes into a Deployment', () => {
    const probe = { httpGet: { port: 8080 } };
    const fieldRef = { fieldPath: 'metadata.name' };
    const object = patched(
      withContainer({ readinessProbe: probe, env: [{ name: 'POD', valueFrom: { fieldRef } }] }),
      {
        spec: { template: { spec: { volumes: [{ name: 'a', configMap: { name: 'a' } }, { name: 'b' }] } } },
      },
    );
    expect(completed('Deployment', object)['spec']).toEqual({
      replicas: 1,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: {
          restartPolicy: 'Always',
          terminationGracePeriodSeconds: 30,
          dnsPolicy: 'ClusterFirst',
          securityContext: {},
          schedulerName: 'default-scheduler',
          volumes: [
            { name: 'a', configMap: { name: 'a', defaultMode: 420 } },
            { name: 'b', emptyDir: {} },
          ],
          containers: [
            {
              ...container,
              ports: [{ containerPort: 8080, protocol: 'TCP' }],
              resources: {},
              terminationMessagePath: '/dev/termination-log',
              terminationMessagePolicy: 'File',
              imagePullPolicy: 'IfNotPresent',
              env: [
                { name: 'POD', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
              ],
              readinessProbe: {
                httpGet: { path: '/', scheme: 'HTTP', port: 8080 },
                timeoutSeconds: 1,
                periodSeconds: 10,
                successThreshold: 1,
                failureThreshold: 3,
              },
            },
          ],
        },
      },
    });
  });

  it.each([
    ['web', 'Always'],
    ['web:latest', 'Always'],
    ['registry:5000/web', 'Always'],
    ['registry:5000/web:v1', 'IfNotPresent'],
    ['web@sha256:abc', 'IfNotPresent'],
  ])('pull the image %s %s', (image, policy) => {
    const object = completed('Deployment', withContainer({ image }));
    expect(JSON.stringify(object)).toContain(`"imagePullPolicy":"${policy}"`);
  });

  it('give a Service the address at which it answers, and a headless one none', () => {
    expect(completed('Service', service)['spec']).toEqual({
      ...service.spec,
      type: 'ClusterIP',
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      clusterIP: '127.0.0.1',
      clusterIPs: ['127.0.0.1'],
      ports: [{ protocol: 'TCP', port: 80, targetPort: 8080 }],
    });
    const headless = completed('Service', patched(service, { spec: { clusterIP: 'None' } }));
    expect(headless['spec']).toMatchObject({ clusterIP: 'None', clusterIPs: ['None'] });
  });

  it('complete an autoscaler, but leave an absent behavior absent', () => {
    const spec = {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      maxReplicas: 3,
    };
    const autoscaler = { metadata: { name: 'web', namespace: 'shop' }, spec };
    const resource = { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } };
    expect(completed('HorizontalPodAutoscaler', autoscaler)['spec']).toEqual({
      ...spec,
      minReplicas: 1,
      metrics: [{ type: 'Resource', resource }],
    });
    const behavior = { scaleDown: { stabilizationWindowSeconds: 60 } };
    const object = completed('HorizontalPodAutoscaler', patched(autoscaler, { spec: { behavior } }));
    const percent = { type: 'Percent', value: 100, periodSeconds: 15 };
    expect(object['spec']).toMatchObject({
      behavior: {
        scaleUp: {
          stabilizationWindowSeconds: 0,
          selectPolicy: 'Max',
          policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, percent],
        },
        scaleDown: { stabilizationWindowSeconds: 60, selectPolicy: 'Max', policies: [percent] },
      },
    });
  });

  it('keep what stringData says among the data of a Secret', () => {
    const metadata = { name: 'keys', namespace: 'shop' };
    const object = { metadata, data: { a: 'MQ==', b: 'MQ==' }, stringData: { b: 'é' } };
    const admitted = completed('Secret', object);
    expect(admitted).toMatchObject({ type: 'Opaque', data: { a: 'MQ==', b: 'w6k=' } });
    expect(admitted).not.toHaveProperty('stringData');
  });

  it('say of a NetworkPolicy which directions it is about', () => {
    const object = {
      metadata: { name: 'p', namespace: 'shop' },
      spec: { podSelector: {}, egress: [{ ports: [{ port: 53 }] }] },
    };
    expect(completed('NetworkPolicy', object)['spec']).toMatchObject({
      policyTypes: ['Ingress', 'Egress'],
      egress: [{ ports: [{ port: 53, protocol: 'TCP' }] }],
    });
  });
});
