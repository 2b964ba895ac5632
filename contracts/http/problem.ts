import { type Static, Type } from 'typebox';

/** RFC 9457 problem details, with a stable `code` and the correlation id of the interaction. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  code: Type.String(),
  correlationId: Type.String(),
  errors: Type.Optional(Type.Array(Type.Object({ path: Type.String(), message: Type.String() }))),
  reason: Type.Optional(Type.String()),
});
export type Problem = Static<typeof Problem>;
