import { fieldOf, isJsonObject, type JsonObject, withoutFields } from '../patches/json-value.ts';

/** Where kubectl keeps what was applied last, to tell next time which fields a file has dropped since. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** A file's object as kubectl sends it: with the text of itself among its annotations. */
export function withLastApplied(written: JsonObject): JsonObject {
  const metadata = fieldOf(written, 'metadata');
  const fields: JsonObject = isJsonObject(metadata) ? metadata : {};
  const given = fieldOf(fields, 'annotations');
  const annotations = withoutFields(isJsonObject(given) ? given : {}, (name) => name === lastApplied);
  const text = `${goJson({ ...written, metadata: { ...fields, annotations } })}\n`;
  return { ...written, metadata: { ...fields, annotations: { ...annotations, [lastApplied]: text } } };
}

/** What was applied last; nothing where nobody applied the object, or somebody broke the annotation. */
export function lastAppliedOf(object: unknown): JsonObject {
  const text = fieldOf(fieldOf(fieldOf(object, 'metadata'), 'annotations'), lastApplied);
  if (typeof text !== 'string') return {};
  try {
    const read: unknown = JSON.parse(text);
    return isJsonObject(read) ? read : {};
  } catch {
    return {};
  }
}

/**
 * JSON as Go writes it, byte for byte: kubectl compares the annotation as a text. Keys are sorted, and what could end a
 * script in HTML is escaped: https://pkg.go.dev/encoding/json#Marshal
 */
function goJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  if (!isJsonObject(value)) return goText(value);
  const fields = Object.keys(value)
    .sort()
    .map((name) => `${goText(name)}:${goJson(value[name])}`);
  return `{${fields.join(',')}}`;
}

function goText(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
