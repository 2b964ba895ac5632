import { type Static, Type } from 'typebox';

export const Role = Type.Enum(['customer', 'operator']);
export type Role = Static<typeof Role>;

/** Customer fields that the gateway needs to open a session. */
export const CustomerAccount = Type.Object({
  id: Type.String(),
  name: Type.String(),
  roles: Type.Array(Role),
});
export type CustomerAccount = Static<typeof CustomerAccount>;

export const OpenSession = Type.Object(
  { customerId: Type.String({ minLength: 1, maxLength: 128 }) },
  { additionalProperties: false },
);
export type OpenSession = Static<typeof OpenSession>;
export const Session = Type.Object({ token: Type.String(), expiresAt: Type.String() });
export type Session = Static<typeof Session>;
