import { type TSchema, Type } from 'typebox';

/** A body that a request may leave out: it is read as null then. */
export function optionalBody<Body extends TSchema>(body: Body) {
  return Type.Union([body, Type.Null()]);
}
