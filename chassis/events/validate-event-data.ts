import { type EventType, eventSchemas } from '@petstore/contracts/events';
import { Compile } from 'typebox/compile';
import { eventErrors } from './errors.ts';

type Validator = ReturnType<typeof Compile>;

const validators = new Map<EventType, Validator>();

function validatorOf(type: EventType): Validator {
  let validator = validators.get(type);
  if (validator === undefined) {
    validator = Compile(eventSchemas[type].data) as Validator;
    validators.set(type, validator);
  }
  return validator;
}

interface TypedData {
  readonly type: EventType;
  readonly subject: string;
  readonly data: unknown;
}

/**
 * Throws `event-data-invalid` with the path of every value that does not match the type's schema in contracts/events,
 * but never the values.
 */
export function validateEventData({ type, subject, data }: TypedData): void {
  const validator = validatorOf(type);
  if (validator.Check(data)) return;
  const problems = validator
    .Errors(data)
    .map(({ instancePath, message }) => `${instancePath || '/'} ${message}`);
  throw eventErrors.create('event-data-invalid', {
    message: `The data of ${type} does not match its schema: ${problems.join('; ')}.`,
    details: { type, subject, problems },
  });
}
