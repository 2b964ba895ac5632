import { apiErrors } from '../errors.ts';
import { malformed, type WireValue, wireFields } from './wire-fields.ts';

type ReadValue = (value: WireValue) => unknown;

/** What stands at a number of a message: nothing is kept where `read` finds nothing. */
export interface Field {
  readonly name: string;
  readonly read: ReadValue;
  readonly isList: boolean;
  readonly isMap: boolean;
}

export interface Message {
  readonly name: string;
  readonly fields: Readonly<Record<number, Field>>;
}

const single =
  (read: ReadValue) =>
  (name: string): Field => ({ name, read, isList: false, isMap: false });
const repeated =
  (read: ReadValue) =>
  (name: string): Field => ({ name, read, isList: true, isMap: false });
const mapped =
  (read: ReadValue) =>
  (name: string): Field => ({
    name,
    read: (value) => readEntry(value, read),
    isList: false,
    isMap: true,
  });

const readText: ReadValue = (value) => bytesOf(value).toString();
const readBase64: ReadValue = (value) => bytesOf(value).toString('base64');
const readNumber: ReadValue = (value) => Number(BigInt.asIntN(64, numberOf(value)));
const readFlag: ReadValue = (value) => numberOf(value) !== 0n;
const unlessZero =
  (read: ReadValue): ReadValue =>
  (value) => {
    const found = read(value);
    return found === '' || found === 0 || found === false ? undefined : found;
  };

/** Go writes out the empty values of fields that are no pointers: they are as good as absent. */
export const text = single(unlessZero(readText));
export const count = single(unlessZero(readNumber));
export const mark = single(unlessZero(readFlag));
/** Of fields that are pointers in Go, where zero is meant. */
export const number = single(readNumber);
export const flag = single(readFlag);
export const texts = repeated(readText);
export const textMap = mapped(readText);
export const bytesMap = mapped(readBase64);

/** https://github.com/kubernetes/apimachinery/blob/v0.33.0/pkg/api/resource/generated.proto */
const readQuantity: ReadValue = (value) =>
  [...wireFields(bytesOf(value))].map((field) => readText(field.value))[0];
export const quantity = single(readQuantity);
export const quantityMap = mapped(readQuantity);

/** https://github.com/kubernetes/apimachinery/blob/v0.33.0/pkg/util/intstr/generated.proto */
export const intOrString = single((value) => {
  const fields = new Map([...wireFields(bytesOf(value))].map((field) => [field.number, field.value]));
  const isText = readFlag(fields.get(1) ?? 0n);
  return isText ? readText(fields.get(3) ?? Buffer.alloc(0)) : readNumber(fields.get(2) ?? 0n);
});

/** What only the API server sets. */
export const ignored = single(() => undefined);

export const message = (name: string, of: Message) =>
  single((value) => decodeMessage(of, bytesOf(value)))(name);
export const messages = (name: string, of: Message) =>
  repeated((value) => decodeMessage(of, bytesOf(value)))(name);

/** Throws `request-invalid` for a field that the table does not have: nothing that was sent is left out in silence. */
export function decodeMessage({ name, fields }: Message, bytes: Buffer): Record<string, unknown> {
  const decoded: Record<string, unknown> = {};
  for (const { number: at, value } of wireFields(bytes)) {
    const field = fields[at];
    if (field === undefined) {
      throw apiErrors.create('request-invalid', {
        message: `field ${at} of ${name} is not read from protobuf here: send JSON`,
      });
    }
    const read = field.read(value);
    if (read === undefined) continue;
    const before = Object.hasOwn(decoded, field.name) ? decoded[field.name] : undefined;
    if (field.isList) decoded[field.name] = [...((before ?? []) as unknown[]), read];
    else decoded[field.name] = field.isMap ? { ...(before ?? {}), ...(read as object) } : read;
  }
  return decoded;
}

/** An entry of a map is a message of a key and a value. */
function readEntry(value: WireValue, read: ReadValue): object {
  const fields = new Map([...wireFields(bytesOf(value))].map((field) => [field.number, field.value]));
  const key = readText(fields.get(1) ?? Buffer.alloc(0));
  return Object.fromEntries([[key, read(fields.get(2) ?? Buffer.alloc(0))]]);
}

function bytesOf(value: WireValue): Buffer {
  if (typeof value === 'bigint') throw malformed();
  return value;
}

function numberOf(value: WireValue): bigint {
  if (typeof value !== 'bigint') throw malformed();
  return value;
}
