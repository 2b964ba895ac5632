import { X509Certificate } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import type { RecordedEvent } from '../../api/objects/event-recording.ts';
import { ObjectStore } from '../../api/store/object-store.ts';
import { secretValues } from '../../manifests/index.ts';
import { runGeneratedSecrets } from './run-generated-secrets.ts';

const clock = { now: () => 0, wait: () => new Promise<void>(() => undefined) };
const namespace = 'shop';

type Env = readonly { readonly name: string; readonly secret: string; readonly key: string }[];

function cluster() {
  const store = new ObjectStore({ clock });
  const events: RecordedEvent[] = [];
  const logger = { error: vi.fn() };
  const controller = runGeneratedSecrets({ store, clock, logger, recordEvent: (e) => events.push(e) });
  return {
    store,
    events,
    logger,
    controller,
    values: (name: string, of = namespace) => {
      const found = store.get({ kind: 'Secret', name, namespace: of });
      return found === undefined ? undefined : secretValues(found);
    },
    deploy(name: string, env: Env, of = namespace) {
      const variables = env.map((each) => ({
        name: each.name,
        valueFrom: { secretKeyRef: { name: each.secret, key: each.key } },
      }));
      store.create({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name, namespace: of },
        spec: {
          selector: {},
          template: { spec: { containers: [{ name: 'main', image: 'a', env: variables }] } },
        },
      });
    },
    declare(name: string, data: Readonly<Record<string, string>>) {
      store.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, data });
    },
  };
}

const oneKey: Env = [{ name: 'KEY', secret: 'api', key: 'key' }];

test('generates what Deployments name and nobody declares, in each namespace its own', async () => {
  const { controller, deploy, declare, values } = cluster();
  deploy('web', [...oneKey, { name: 'OTHER', secret: 'declared', key: 'key' }]);
  deploy('web', oneKey, 'harbour');
  declare('declared', { other: 'eA==' });
  await controller.generateAll();
  expect(values('api')?.['key']).toMatch(/^[\w-]{43}$/);
  expect(values('api', 'harbour')?.['key']).not.toBe(values('api')?.['key']);
  expect(values('declared')).toEqual({ other: 'x' });
  expect(controller.generated).toEqual(['api']);
});

test('generates no second time, and adds a key that is asked for later', async () => {
  const { controller, deploy, values } = cluster();
  deploy('web', oneKey);
  await controller.generateAll();
  const first = values('api');
  deploy('books', [{ name: 'MORE', secret: 'api', key: 'more' }]);
  await controller.generateAll();
  expect(values('api')).toEqual({ ...first, more: expect.any(String) });
});

test('keeps what somebody wrote into a generated Secret', async () => {
  const { controller, deploy, store, values } = cluster();
  deploy('web', oneKey);
  await controller.generateAll();
  const key = { kind: 'Secret', name: 'api', namespace } as const;
  store.edit(key, (secret) => ({ ...secret, data: { key: 'bWluZQ==' } }));
  await controller.generateAll();
  expect(values('api')).toEqual({ key: 'mine' });
});

test('makes a Secret anew that was deleted, while it runs', async () => {
  const { controller, deploy, store, values } = cluster();
  controller.start();
  deploy('web', oneKey);
  await vi.waitFor(() => expect(values('api')).toBeDefined());
  const first = values('api');
  store.delete({ kind: 'Secret', name: 'api', namespace });
  await vi.waitFor(() => expect(values('api')).toBeDefined());
  expect(values('api')).not.toEqual(first);
  await controller.stop();
});

test("names the role in a role's Secret, also when it is another role's now", async () => {
  const { controller, store, values } = cluster();
  const written = (role: string) => ({
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster' as const,
    metadata: { name: 'books', namespace },
    spec: {
      instances: 1,
      storage: { size: '1Gi' },
      managed: { roles: [{ name: role, passwordSecret: { name: 'owner' } }] },
    },
  });
  store.create(written('books_owner'));
  await controller.generateAll();
  const before = values('owner');
  expect(before).toEqual({ username: 'books_owner', password: expect.stringMatching(/^[\w-]{43}$/) });
  store.replace(written('librarian'));
  await controller.generateAll();
  expect(values('owner')).toEqual({ ...before, username: 'librarian' });
});

test('makes a key and its certificate together', async () => {
  const { controller, deploy, values } = cluster();
  deploy('web', [{ name: 'TLS', secret: 'pair', key: 'tls.key' }]);
  await controller.generateAll();
  const certificate = new X509Certificate(values('pair')?.['tls.crt'] ?? '');
  expect(certificate.subject).toBe('CN=pair');
});

test('says once of a Deployment that it names no key of a Secret, and goes on with the others', async () => {
  const { controller, deploy, events, store, values } = cluster();
  const container = { name: 'main', image: 'a', envFrom: [{ secretRef: { name: 'whole' } }] };
  store.create({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'greedy', namespace },
    spec: { selector: {}, template: { spec: { containers: [container] } } },
  });
  deploy('web', oneKey);
  await controller.generateAll();
  await controller.generateAll();
  expect(values('whole')).toBeUndefined();
  expect(values('api')).toBeDefined();
  expect(
    events.map(({ object, type, reason, message }) => [object.metadata.name, type, reason, message]),
  ).toEqual([['greedy', 'Warning', 'SecretKeysUnnamed', expect.stringContaining('Secret whole')]]);
});
