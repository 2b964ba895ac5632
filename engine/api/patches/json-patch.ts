import { isDeepStrictEqual } from 'node:util';
import { apiErrors } from '../errors.ts';
import { isJsonObject } from './json-value.ts';

/** As many operations as the API server takes in one patch. */
const mostOperations = 10_000;

/**
 * Applies the operations of RFC 6902 in their order. Throws `patch-malformed` for what is no such patch, and
 * `patch-failed` where an operation cannot be carried out: then nothing of it counts.
 */
export function applyJsonPatch(current: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw malformed('a JSON patch is a list of operations');
  if (patch.length > mostOperations) throw malformed(`a JSON patch has at most ${mostOperations} operations`);
  return patch.reduce((document: unknown, operation: unknown, index) => {
    if (!isJsonObject(operation)) throw malformed(`operation ${index} is no object`);
    return applyOperation(document, operation, index);
  }, current);
}

function applyOperation(
  document: unknown,
  operation: Readonly<Record<string, unknown>>,
  index: number,
): unknown {
  const name = operation['op'];
  const path = pointerOf(operation, 'path', index);
  switch (name) {
    case 'add':
      return edit(document, path, { add: givenValue(operation, index) });
    case 'remove':
      return edit(document, path, 'remove');
    case 'replace':
      read(document, path);
      return edit(document, path, { replace: givenValue(operation, index) });
    case 'move': {
      const from = pointerOf(operation, 'from', index);
      if (from.length < path.length && from.every((step, place) => step === path[place]))
        throw failed(`operation ${index} moves a value into itself`);
      return edit(edit(document, from, 'remove'), path, { add: read(document, from) });
    }
    case 'copy':
      return edit(document, path, { add: read(document, pointerOf(operation, 'from', index)) });
    case 'test':
      if (!isDeepStrictEqual(read(document, path), givenValue(operation, index)))
        throw failed(`testing value ${pointerText(path)} failed`);
      return document;
    default:
      throw malformed(`operation ${index} has no op that RFC 6902 knows`);
  }
}

type Pointer = readonly string[];

/** https://www.rfc-editor.org/rfc/rfc6901 */
function pointerOf(
  operation: Readonly<Record<string, unknown>>,
  field: 'path' | 'from',
  index: number,
): Pointer {
  const written = operation[field];
  if (typeof written !== 'string' || (written !== '' && !written.startsWith('/')))
    throw malformed(`${field} of operation ${index} is no JSON pointer`);
  return written
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function pointerText(path: Pointer): string {
  return path.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function givenValue(operation: Readonly<Record<string, unknown>>, index: number): unknown {
  if (!Object.hasOwn(operation, 'value')) throw malformed(`operation ${index} has no value`);
  return operation['value'];
}

function read(document: unknown, path: Pointer): unknown {
  return path.reduce((value: unknown, step, depth) => {
    if (Array.isArray(value)) return value[indexOf(step, value.length - 1, path)];
    if (isJsonObject(value) && Object.hasOwn(value, step)) return value[step];
    throw missing(path.slice(0, depth + 1));
  }, document);
}

type Change = 'remove' | { readonly add: unknown } | { readonly replace: unknown };

/** A copy of the document with another value at a place; what lies beside the place is shared with it. */
function edit(document: unknown, path: Pointer, change: Change): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return change === 'remove' ? null : newValue(change);
  if (Array.isArray(document)) {
    const entries: readonly unknown[] = document;
    if (rest.length > 0) {
      const index = indexOf(step, entries.length - 1, path);
      return entries.with(index, edit(entries[index], rest, change));
    }
    const isAdded = change !== 'remove' && 'add' in change;
    const index =
      isAdded && step === '-' ? entries.length : indexOf(step, entries.length - (isAdded ? 0 : 1), path);
    const after = entries.slice(isAdded ? index : index + 1);
    return [...entries.slice(0, index), ...(change === 'remove' ? [] : [newValue(change)]), ...after];
  }
  if (!isJsonObject(document)) throw missing(path);
  const isThere = Object.hasOwn(document, step);
  if (rest.length > 0) {
    if (!isThere) throw missing(path);
    return { ...document, [step]: edit(document[step], rest, change) };
  }
  if (change !== 'remove') return { ...document, [step]: newValue(change) };
  if (!isThere) throw missing(path);
  return Object.fromEntries(Object.entries(document).filter(([name]) => name !== step));
}

function newValue(change: Exclude<Change, 'remove'>): unknown {
  return 'add' in change ? change.add : change.replace;
}

function indexOf(step: string, last: number, path: Pointer): number {
  if (!/^(0|[1-9]\d*)$/.test(step) || Number(step) > last) throw missing(path);
  return Number(step);
}

function missing(path: Pointer) {
  return failed(`the path ${pointerText(path)} does not exist`);
}

function malformed(reason: string) {
  return apiErrors.create('patch-malformed', { message: `The patch cannot be read: ${reason}.` });
}

function failed(reason: string) {
  return apiErrors.create('patch-failed', {
    message: `the server rejected our request due to an error in our request: ${reason}`,
  });
}
