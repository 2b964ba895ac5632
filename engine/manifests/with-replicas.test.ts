import { expect, test } from 'vitest';
import { assembleManifests } from './read-manifests.ts';
import { withReplicas } from './with-replicas.ts';

const deployment = (name: string, replicas: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  ${replicas}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: main, image: x, command: [node, /app/a.mjs], resources: { requests: { cpu: 1 } } }] }`;

const autoscaler = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: scaled, namespace: shop }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: scaled }
  minReplicas: 2
  maxReplicas: 5`;

const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }';
const text = [namespace, deployment('scaled', ''), deployment('plain', 'replicas: 3'), autoscaler].join(
  '\n---\n',
);
const files = { files: [{ file: 'a.yaml', text }], problems: [], notApplicable: [], unlisted: [] };
const set = assembleManifests('shop', files);

test.each([
  ['nothing where nothing is asked', {}, [undefined, 3], [2, 5]],
  ['replicas, and the minimum of the autoscaler', { replicas: 4 }, [4, 4], [4, 5]],
  ['the maximum too where it is below', { replicas: 9 }, [9, 9], [9, 9]],
  ['the minimum also downwards', { replicas: 1 }, [1, 1], [1, 5]],
  ['both bounds where the number is fixed', { replicas: 1, isFixed: true }, [1, 1], [1, 1]],
  ['both bounds to the number at the start', { isFixed: true }, [2, 3], [2, 2]],
  ['no bound where there are to be no replicas', { replicas: 0, isFixed: true }, [0, 0], [2, 5]],
])('changes %s', (_what, wanted, replicas, bounds) => {
  const changed = withReplicas(set, wanted);
  expect(changed.deployments.map(({ spec }) => spec.replicas)).toEqual(replicas);
  const [scaled] = changed.objects.HorizontalPodAutoscaler;
  expect([scaled?.spec.minReplicas, scaled?.spec.maxReplicas]).toEqual(bounds);
});
