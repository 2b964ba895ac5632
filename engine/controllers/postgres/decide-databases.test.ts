import { expect, test } from 'vitest';
import { ObjectStore } from '../../api/store/object-store.ts';
import { decideDatabases } from './decide-databases.ts';

const apiVersion = 'postgresql.cnpg.io/v1';

function objects() {
  const store = new ObjectStore({ clock: { now: () => 0 } });
  const metadata = { name: 'books', namespace: 'shop' };
  const spec = { instances: 1, storage: { size: '1Gi' } };
  const cluster = store.create({ apiVersion, kind: 'Cluster', metadata, spec });
  const database = (name: string, namespace: string, changes: object = {}) =>
    store.create({
      apiVersion,
      kind: 'Database',
      metadata: { name, namespace },
      spec: { cluster: { name: 'books' }, name, owner: 'owner', ...changes },
    });
  return { store, cluster: store.list('Cluster')[0] ?? null, database, created: cluster };
}

test.each([
  [
    'of another Cluster',
    { cluster: { name: 'more' } },
    'shop',
    'no Cluster more is served in this namespace',
  ],
  [
    'of a Cluster of the name in another namespace',
    {},
    'harbour',
    'no Cluster books is served in this namespace',
  ],
  ['of a name that an earlier one has', { name: 'a' }, 'shop', 'database a is that of Database a'],
])('leaves out a Database %s', (_which, changes, namespace, reason) => {
  const { cluster, database, store } = objects();
  database('a', 'shop');
  database('b', namespace, changes);
  const { served, unserved } = decideDatabases(cluster, store.list('Database'));
  expect(served.map(({ metadata }) => metadata.name)).toEqual(['a']);
  expect(unserved.map((each) => [each.object.metadata.name, each.reason])).toEqual([['b', reason]]);
});
