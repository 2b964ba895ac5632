import { type Static, Type } from 'typebox';
import { ObjectMetaSchema, statusField } from './object-meta.ts';
import { databaseIdentifier } from './postgres-role.ts';
import {
  listed,
  mustBe,
  objectName,
  oneOf,
  optionalFlag,
  optionalText,
  refused,
  strictObject,
} from './schema-building.ts';

const byMigrations = 'it is not made here: let the migrations of the service make it';
const serverDefault = 'collations are those of the embedded server: remove it';

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
    ensure: Type.Optional(oneOf(['present', 'absent'])),
    template: Type.Optional(databaseIdentifier()),
    locale: optionalText(),
    localeProvider: Type.Optional(oneOf(['builtin', 'icu', 'libc'])),
    localeCollate: optionalText(),
    localeCType: optionalText(),
    icuLocale: optionalText(),
    builtinLocale: optionalText(),
    allowConnections: optionalFlag(),
    connectionLimit: Type.Optional(Type.Integer({ minimum: -1 })),
    isTemplate: optionalFlag(),
    extensions: refused(byMigrations, [[]]),
    schemas: refused(byMigrations, [[]]),
    fdws: refused(byMigrations, [[]]),
    servers: refused(byMigrations, [[]]),
    tablespace: refused('the embedded PostgreSQL has one tablespace: remove it'),
    collationVersion: refused(serverDefault),
    icuRules: refused(serverDefault),
  }),
  status: statusField,
});
export type PostgresDatabase = Static<typeof PostgresDatabaseSchema>;
