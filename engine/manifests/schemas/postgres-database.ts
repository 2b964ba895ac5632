import { type Static, Type } from 'typebox';
import { ObjectMetaSchema, statusField } from './object-meta.ts';
import { databaseIdentifier } from './postgres-role.ts';
import { listed, mustBe, objectName, oneOf, refused, strictObject } from './schema-building.ts';

const byMigrations = 'it is not made here: let the migrations of the service make it';
const serverDefault = 'databases take the locale and limits of the embedded server: remove it';

const reservedNames = { enum: ['postgres', 'template0', 'template1'] };

/** https://cloudnative-pg.io/documentation/current/declarative_database_management/ */
export const PostgresDatabaseSchema = strictObject({
  apiVersion: Type.Literal('postgresql.cnpg.io/v1'),
  kind: Type.Literal('Database'),
  metadata: ObjectMetaSchema,
  spec: strictObject({
    cluster: strictObject({ name: objectName() }),
    name: Type.String({
      ...databaseIdentifier(),
      not: reservedNames,
      ...mustBe('must be a name of at most 63 letters, digits, "_" and "-" that PostgreSQL does not reserve'),
    }),
    owner: databaseIdentifier(),
    encoding: Type.Optional(oneOf(['UTF8'], mustBe('must be UTF8'))),
    databaseReclaimPolicy: Type.Optional(
      oneOf(['retain', 'delete'], listed('databases live as long as the data folder', ['retain'])),
    ),
    ensure: refused('databases are only added here, never dropped: remove the Database or write present', [
      'present',
    ]),
    extensions: refused(byMigrations, [[]]),
    schemas: refused(byMigrations, [[]]),
    fdws: refused(byMigrations, [[]]),
    servers: refused(byMigrations, [[]]),
    allowConnections: refused(serverDefault, [true]),
    connectionLimit: refused(serverDefault, [-1]),
    isTemplate: refused(serverDefault, [false]),
    tablespace: refused(serverDefault),
    template: refused(serverDefault, ['template1']),
    builtinLocale: refused(serverDefault),
    collationVersion: refused(serverDefault),
    icuLocale: refused(serverDefault),
    icuRules: refused(serverDefault),
    locale: refused(serverDefault),
    localeProvider: refused(serverDefault),
    localeCType: refused(serverDefault),
    localeCollate: refused(serverDefault),
  }),
  status: statusField,
});
export type PostgresDatabase = Static<typeof PostgresDatabaseSchema>;
