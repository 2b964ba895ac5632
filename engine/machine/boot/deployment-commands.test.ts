import { systemClock } from '@petstore/chassis/time';
import { expect, test } from 'vitest';
import { ObjectStore } from '../../api/store/object-store.ts';
import { DeploymentCommands } from './deployment-commands.ts';

/** A Deployment of which no pod will ever be ready. */
function broken(annotations: Readonly<Record<string, string>>): DeploymentCommands {
  const store = new ObjectStore({ clock: systemClock });
  const labels = { app: 'web' };
  store.create({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop', annotations },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'web', image: 'web', command: ['node', '/app/web.mjs'] }] },
      },
    },
  });
  return new DeploymentCommands({
    store,
    clock: systemClock,
    logs: { search: async () => [] },
    namespace: 'shop',
    publish: async () => {},
  });
}

test('a start does not succeed without a Deployment of the files', async () => {
  await expect(broken({ 'petstore.dev/from-files': 'true' }).ready(0)).rejects.toThrow(/web 0\/1 ready/);
});

test('a start does not wait for a Deployment that was applied by hand', async () => {
  await expect(broken({}).ready(0)).resolves.toBeUndefined();
});
