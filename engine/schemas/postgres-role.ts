import { type Static, Type } from 'typebox';
import {
  mustBe,
  objectName,
  oneOf,
  optionalFlag,
  optionalObject,
  optionalText,
  optionalTexts,
  refused,
  strictObject,
} from './schema-building.ts';

/** PostgreSQL's identifiers hold at most 63 bytes; longer ones would be cut without a word. */
export const databaseIdentifier = () =>
  Type.String({
    pattern: '^[A-Za-z_][A-Za-z0-9_$-]*$',
    maxLength: 63,
    ...mustBe('must be at most 63 letters, digits, "_", "-" and "$", not beginning with a digit'),
  });

/** https://cloudnative-pg.io/documentation/current/declarative_role_management/ */
export const ManagedRoleSchema = strictObject({
  name: databaseIdentifier(),
  passwordSecret: optionalObject({ name: objectName() }),
  login: optionalFlag(),
  superuser: optionalFlag(),
  createdb: optionalFlag(),
  createrole: optionalFlag(),
  inherit: optionalFlag(),
  replication: optionalFlag(),
  bypassrls: optionalFlag(),
  inRoles: optionalTexts(),
  connectionLimit: Type.Optional(Type.Integer({ minimum: -1 })),
  comment: optionalText(),
  ensure: Type.Optional(oneOf(['present', 'absent'])),
  disablePassword: refused('roles without a password cannot sign in here: remove it', [false]),
  validUntil: refused('passwords do not expire here: remove it'),
});
export type ManagedRole = Static<typeof ManagedRoleSchema>;
