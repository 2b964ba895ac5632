import { type TSchema, Type } from 'typebox';

/** A request body that may be omitted; an omitted body is read as null. */
export function optionalBody<Body extends TSchema>(body: Body) {
  return Type.Union([body, Type.Null()]);
}
