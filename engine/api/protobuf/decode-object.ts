import { apiErrors } from '../errors.ts';
import { decodeMessage, type Message, text } from './decode-message.ts';
import { messagesByType } from './messages.ts';
import { malformed, wireFields } from './wire-fields.ts';

const magic = Buffer.from('k8s\0', 'latin1');
const typeMeta: Message = { name: 'TypeMeta', fields: { 1: text('apiVersion'), 2: text('kind') } };

/**
 * An object as JSON would have it, from the envelope in which some versions of kubectl send what they create. Throws
 * `request-invalid`. https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding
 */
export function decodeObject(bytes: Buffer): Record<string, unknown> {
  if (!bytes.subarray(0, magic.length).equals(magic)) throw malformed();
  const parts = new Map(
    [...wireFields(bytes.subarray(magic.length))].map((field) => [field.number, field.value]),
  );
  const [type, raw] = [parts.get(1), parts.get(2)];
  if (!Buffer.isBuffer(type) || !Buffer.isBuffer(raw)) throw malformed();
  const { apiVersion = '', kind = '' } = decodeMessage(typeMeta, type);
  const message = messagesByType[`${apiVersion} ${kind}`];
  if (message === undefined) {
    throw apiErrors.create('request-invalid', {
      message: `${kind} of ${apiVersion} is not read from protobuf here: send JSON`,
    });
  }
  return { apiVersion, kind, ...decodeMessage(message, raw) };
}
