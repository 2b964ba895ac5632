import { isAppError } from '@petstore/chassis/errors';
import type { Found } from './evidence.ts';

/** What a look-up came to; one that fails is part of the answer. */
export async function found<Value>(look: Promise<Value>): Promise<Found<Value>> {
  try {
    return { value: await look };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { trouble: error.message };
  }
}
