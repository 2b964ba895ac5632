import type { IncomingMessage } from 'node:http';
import { parse as parseDocument } from 'yaml';
import { apiErrors } from '../errors.ts';
import { clusterApiErrors } from './errors.ts';

/** As the API server's own limit. */
const mostBytes = 3 * 1024 * 1024;
/** Kubernetes' objects have a dozen; whoever walks through a body does it level by level. */
const mostLevels = 100;

export interface RequestBody {
  /** Lower case, without parameters. */
  readonly contentType: string;
  readonly value: unknown;
}

const yamlTypes: ReadonlySet<string> = new Set(['application/yaml', 'application/apply-patch+yaml']);
const protobufType = 'application/vnd.kubernetes.protobuf';

/**
 * The body in whichever form it came; undefined for none. Throws `request-invalid`, `api-media-type-unknown` and
 * `api-body-too-large`.
 */
export async function readBody(request: IncomingMessage): Promise<RequestBody> {
  const [first = ''] = (request.headers['content-type'] ?? '').split(';');
  const contentType = first.trim().toLowerCase() || 'application/json';
  const bytes = await bytesOf(request);
  const value = bytes.length === 0 ? undefined : await parse(bytes, contentType);
  checkShape(value);
  return { contentType, value };
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > mostBytes) throw clusterApiErrors.create('api-body-too-large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function parse(bytes: Buffer, contentType: string): Promise<unknown> {
  if (contentType === protobufType) {
    const { decodeObject } = await import('../protobuf/decode-object.ts');
    return decodeObject(bytes);
  }
  if (yamlTypes.has(contentType)) return parseYaml(bytes.toString());
  if (contentType !== 'application/json' && !contentType.endsWith('+json'))
    throw clusterApiErrors.create('api-media-type-unknown', {
      message: `the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, ${protobufType}`,
    });
  try {
    return JSON.parse(bytes.toString());
  } catch (cause) {
    throw apiErrors.create('request-invalid', { message: 'the body of the request is not JSON', cause });
  }
}

function parseYaml(text: string): unknown {
  try {
    return parseDocument(text, { maxAliasCount: 0, schema: 'core', uniqueKeys: true });
  } catch (cause) {
    throw apiErrors.create('request-invalid', { message: 'the body of the request is not YAML', cause });
  }
}

/** What would end whoever walks through it, or become the prototype of what is made of it. */
function checkShape(value: unknown): void {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > mostLevels)
      throw apiErrors.create('request-invalid', {
        message: `the body is nested deeper than ${mostLevels} levels`,
      });
    const next: unknown[] = [];
    for (const each of level) {
      if (typeof each !== 'object' || each === null) continue;
      if (Object.hasOwn(each, '__proto__'))
        throw apiErrors.create('request-invalid', { message: 'no field may be called __proto__' });
      for (const inner of Object.values(each)) next.push(inner);
    }
    level = next;
  }
}
