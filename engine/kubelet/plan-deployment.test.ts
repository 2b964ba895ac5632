import { expect, test } from 'vitest';
import type { Container, Deployment } from '../manifests/index.ts';
import { type DeploymentPlan, type DeploymentPlanOptions, planDeployment } from './plan-deployment.ts';

const container: Container = { name: 'main', image: 'registry/thing:v3', command: ['node', '/app/main.mjs'] };

function deployment(changes: Partial<Container> = {}, labels: Record<string, string> = {}): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'thing' },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ ...container, ...changes }] } },
    },
  };
}

function planned(from: Deployment, options: Partial<DeploymentPlanOptions> = {}): DeploymentPlan {
  const plan = planDeployment(from, { namespace: 'shop', ...options });
  if ('refused' in plan) throw new Error(plan.refused.join('\n'));
  return plan;
}

test('takes the defaults of Kubernetes where the manifest is silent', () => {
  expect(planned(deployment())).toMatchObject({
    replicas: 1,
    serviceAccount: 'default',
    graceMs: 30_000,
    minReadyMs: 0,
    containerPort: null,
  });
});

test('names the version by label, else by the tag of the image', () => {
  expect(planned(deployment({}, { version: 'v9' })).version).toBe('v9');
  expect(planned(deployment()).version).toBe('v3');
  expect(planned(deployment({ image: 'registry:5000/thing' })).version).toBe('latest');
});

test('lets an override win over the manifest', () => {
  const plan = planned(deployment({ env: [{ name: 'A', value: '1' }] }), {
    replicas: 4,
    environment: { A: '2' },
  });
  expect(plan.replicas).toBe(4);
  expect(plan.main.env?.at(-1)).toEqual({ name: 'A', value: '2' });
});

test('gives another template another hash', () => {
  expect(planned(deployment()).templateHash).not.toBe(planned(deployment({ image: 'other' })).templateHash);
});

test('names every command that may not run here', () => {
  const from = deployment({
    command: ['sh', '-c', 'true'],
    livenessProbe: { exec: { command: ['cat', '/tmp/x'] } },
    lifecycle: { preStop: { exec: { command: ['node', '/app/stop.mjs'] } } },
  });
  expect(planDeployment(from, { namespace: 'shop' })).toMatchObject({
    refused: [
      expect.stringContaining('Deployment thing: containers[0].command[0]: the command "sh"'),
      expect.stringContaining(
        'Deployment thing: containers[0].livenessProbe.exec.command[0]: the command "cat"',
      ),
    ],
  });
});

test('refuses a variable that would load code, wherever it comes from', () => {
  const environment = { LD_PRELOAD: '/tmp/x.so' };
  expect(planDeployment(deployment(), { namespace: 'shop', environment })).toMatchObject({
    refused: [expect.stringContaining('Deployment thing: containers[0].env[0]: LD_PRELOAD makes')],
  });
  const allowedVariables = new Set(['LD_PRELOAD']);
  expect(planned(deployment(), { environment, allowedVariables }).main.env).toHaveLength(1);
});

test('refuses more than one process a pod', () => {
  const from = deployment();
  from.spec.template.spec.containers.push({ ...container, name: 'second' });
  expect(planDeployment(from, { namespace: 'shop' })).toMatchObject({
    refused: [expect.stringContaining('exactly one')],
  });
});
