import { expect, test } from 'vitest';
import type { PostgresCluster, PostgresDatabase } from '../manifests/index.ts';
import { planPostgres } from './plan-postgres.ts';

const cluster: PostgresCluster = {
  apiVersion: 'postgresql.cnpg.io/v1',
  kind: 'Cluster',
  metadata: { name: 'books' },
  spec: {
    instances: 3,
    managed: {
      roles: [
        {
          name: 'owner',
          ensure: 'present',
          login: true,
          comment: 'owns',
          passwordSecret: { name: 'owner-login' },
        },
        { name: 'readers', inRoles: ['owner'] },
      ],
    },
  },
};

const database: PostgresDatabase = {
  apiVersion: 'postgresql.cnpg.io/v1',
  kind: 'Database',
  metadata: { name: 'ledger' },
  spec: { cluster: { name: 'books' }, name: 'ledger_1', owner: 'owner', encoding: 'UTF8' },
};

test('gives each role its attributes and the password of its Secret', () => {
  const { roles } = planPostgres(cluster, [], { get: (name, key) => `${name}/${key}` });
  expect(roles).toEqual([
    { name: 'owner', ensure: 'present', login: true, comment: 'owns', password: 'owner-login/password' },
    { name: 'readers', inRoles: ['owner'] },
  ]);
});

test('names a database as PostgreSQL knows it, not as the object is called', () => {
  const { databases } = planPostgres(cluster, [database], { get: () => '' });
  expect(databases).toEqual([{ name: 'ledger_1', owner: 'owner', encoding: 'UTF8' }]);
});

test('hands on every attribute of a database that the server obeys', () => {
  const attributes = {
    ensure: 'present',
    template: 'template0',
    connectionLimit: 9,
    icuLocale: 'de',
  } as const;
  const spec = { ...database.spec, ...attributes, databaseReclaimPolicy: 'retain' } as const;
  const { databases } = planPostgres(cluster, [{ ...database, spec }], { get: () => '' });
  expect(databases).toEqual([{ name: 'ledger_1', owner: 'owner', encoding: 'UTF8', ...attributes }]);
});
