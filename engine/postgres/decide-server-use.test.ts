import { expect, test } from 'vitest';
import { decideServerUse, type ServerObservation } from './decide-server-use.ts';

const found: ServerObservation = {
  versionNumber: 180_004,
  mayCreate: true,
  maxConnections: 400,
  roles: [{ name: 'clerk', comment: 'marty-petstore' }],
  databases: [{ name: 'books', owner: 'clerk' }],
};
const wanted = { maxConnections: 400, owners: new Map([['books', 'clerk']]) };

test('settles on a server that has room, and on its own roles again', () => {
  expect(decideServerUse(found, wanted)).toEqual({ refused: null, warnings: [] });
});

test('warns of a server that allows fewer connections', () => {
  expect(decideServerUse({ ...found, maxConnections: 100 }, wanted)).toEqual({
    refused: null,
    warnings: ['it allows 100 connections, the manifests ask for 400'],
  });
});

test.each([
  [{ versionNumber: 140_009 }, /PostgreSQL 14, and 15/],
  [{ mayCreate: false }, /CREATEROLE and CREATEDB/],
  [{ roles: [{ name: 'clerk', comment: null }] }, /roles of others with our names: clerk/],
  [{ databases: [{ name: 'books', owner: 'somebody' }] }, /databases of others with our names: books/],
])('refuses %j', (changes, reason) => {
  expect(decideServerUse({ ...found, ...changes }, wanted)).toEqual({
    refused: [expect.stringMatching(reason)],
  });
});
