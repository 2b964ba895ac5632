import { join } from 'node:path';
import { expect, test } from 'vitest';
import { assembleManifests } from '../../manifests/read-manifests.ts';
import { selectDeployments } from './select-deployments.ts';

const meta = (name: string) => `metadata: { name: ${name}, namespace: shop }`;

interface Written {
  readonly name: string;
  readonly env: string;
  readonly init?: string;
  readonly needs?: string;
}

function deployment({ name, env, init, needs }: Written): string {
  const migrate = `initContainers: [{ name: migrate, image: x, command: [node, /app/m.mjs], env: [${init}] }]`;
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop${needs === undefined ? '' : `, annotations: { petstore.dev/needs: ${needs} }`} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      ${init === undefined ? '' : migrate}
      containers: [{ name: main, image: x, command: [node, /app/a.mjs], ports: [{ containerPort: 80 }], env: [${env}] }]
---
apiVersion: v1
kind: Service
${meta(name)}
spec: { selector: { app: ${name} }, ports: [{ port: ${8_000 + name.length}, targetPort: 80 }] }`;
}

const database = (name: string) => `apiVersion: postgresql.cnpg.io/v1
kind: Database
${meta(name)}
spec: { name: ${name}, owner: ${name}_owner, cluster: { name: pg } }`;

const uses = (name: string) => `{ name: ANY_PGDATABASE, value: ${name} }`;
const owns = (name: string) =>
  `${uses(name)}, { name: PGPASSWORD, valueFrom: { secretKeyRef: { name: ${name}-owner, key: password } } }`;
const role = (name: string) =>
  `{ name: ${name}_owner, login: true, passwordSecret: { name: ${name}-owner } }`;

const text = [
  'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }',
  `apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\n${meta('pg')}
spec: { instances: 1, storage: { size: 1Gi }, managed: { roles: [${role('own')}, ${role('events')}] } }`,
  ...['own', 'events'].map(database),
  deployment({ name: 'door', env: '{ name: NEXT, value: "http://advisor:8007" }' }),
  deployment({ name: 'advisor', env: `${uses('own')}, ${uses('events')}`, init: owns('own') }),
  deployment({ name: 'diary', env: uses('events'), init: owns('events') }),
  deployment({ name: 'reader', env: uses('events'), needs: 'catalogue' }),
  deployment({ name: 'catalogue', env: uses('events') }),
].join('\n---\n');

const file = join('shop', 'all.yaml');
const set = assembleManifests('shop', {
  files: [{ file, text }],
  problems: [],
  notApplicable: [],
  unlisted: [],
});

test('starts what prepares the databases of the one that is asked for, and leaves out the rest', () => {
  expect(selectDeployments(set, ['advisor'])).toEqual({
    started: [
      { name: 'advisor', prepares: null },
      { name: 'diary', prepares: ['events'] },
    ],
    leftOut: ['door', 'reader', 'catalogue'],
    missing: [],
  });
});

test('starts what the one that is asked for says it needs to become ready', () => {
  expect(selectDeployments(set, ['reader'])).toEqual({
    started: [
      { name: 'diary', prepares: ['events'] },
      { name: 'reader', prepares: null },
      { name: 'catalogue', prepares: null },
    ],
    leftOut: ['door', 'advisor'],
    missing: [],
  });
});

test('names the services that nobody answers for', () => {
  expect(selectDeployments(set, ['door'])).toEqual({
    started: [{ name: 'door', prepares: null }],
    leftOut: ['advisor', 'diary', 'reader', 'catalogue'],
    missing: ['advisor'],
  });
});

test('refuses a name that is no Deployment, and names those that are', () => {
  expect(() => selectDeployments(set, ['adviser'])).toThrow(
    'no Deployment adviser; there are door, advisor, diary',
  );
});
