import { describe, expect, it } from 'vitest';
import { databaseStatements } from './database-statements.ts';

const existing = {
  name: 'orders',
  owner: 'owner',
  connectionLimit: -1,
  allowConnections: true,
  isTemplate: false,
};

describe('databaseStatements', () => {
  it('creates a database for its owner', () => {
    expect(databaseStatements({ name: 'orders', owner: 'owner' }, undefined)).toEqual([
      'create database "orders" owner "owner"',
    ]);
  });

  it('creates from the empty template when encoding or locale are given', () => {
    const spec = {
      name: 'orders',
      owner: 'owner',
      encoding: 'UTF8',
      localeProvider: 'builtin' as const,
      locale: 'C.UTF-8',
    };
    expect(databaseStatements({ ...spec, connectionLimit: 10 }, undefined)).toEqual([
      `create database "orders" owner "owner" template template0 encoding 'UTF8' locale_provider 'builtin' locale 'C.UTF-8' connection limit 10`,
    ]);
  });

  it('has nothing to do when the database is as wanted', () => {
    expect(databaseStatements({ name: 'orders', owner: 'owner', isTemplate: false }, existing)).toEqual([]);
  });

  it('changes the owner and the options that may change', () => {
    expect(databaseStatements({ name: 'orders', owner: 'other', connectionLimit: 5 }, existing)).toEqual([
      'alter database "orders" owner to "other"',
      'alter database "orders" with connection limit 5',
    ]);
  });

  it('drops a database that shall be absent', () => {
    const spec = { name: 'orders', owner: 'owner', ensure: 'absent' as const };
    expect(databaseStatements(spec, existing)).toEqual(['drop database "orders"']);
    expect(databaseStatements(spec, undefined)).toEqual([]);
  });
});
