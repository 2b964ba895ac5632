import { stdSerializers } from 'pino';

/** Fields whose values are redacted, in an entry and in the objects that it holds. */
export const secretFields = ['authorization', 'password', 'cardToken', 'token', 'secret'] as const;

export const censor = '[redacted]';

/**
 * The entry with the secret fields of its objects redacted. pino's own wildcard paths cost more than all the rest of a
 * line, because they search every field of every line; most entries hold no object.
 */
export function redactHeldObjects(entry: Record<string, unknown>): Record<string, unknown> {
  let redacted = entry;
  for (const key in entry) {
    const value = entry[key];
    // An error is redacted when its serializer has read it.
    if (typeof value !== 'object' || value === null || key === 'err') continue;
    const safe = redactFields(value);
    if (safe !== value) redacted = { ...redacted, [key]: safe };
  }
  return redacted;
}

/** pino's standard serializer of errors, whose fields may be secret as well. */
export function serializeError(error: Error): unknown {
  const serialized: unknown = stdSerializers.err(error);
  return typeof serialized === 'object' && serialized !== null ? redactFields(serialized) : serialized;
}

/** The same object if none of its fields is secret. */
function redactFields(value: object): object {
  let redacted = value;
  for (const field of secretFields) {
    if (Object.hasOwn(value, field)) redacted = { ...redacted, [field]: censor };
  }
  return redacted;
}
