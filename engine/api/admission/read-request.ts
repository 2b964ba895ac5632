import { apiErrors } from '../errors.ts';
import type { Stored, StoredKind } from '../objects/api-object.ts';
import { generatedName } from '../objects/generated-name.ts';
import { resourceOf } from '../objects/resources.ts';
import { fieldOf, isJsonObject, type JsonObject, withoutFields } from '../patches/json-value.ts';
import { objectMalformed } from './invalid-object.ts';

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

/** What somebody wants to have written, as it came. */
export interface WriteRequest {
  readonly kind: StoredKind;
  readonly object: unknown;
  /** Where it is to be written: as the URL says. */
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  /** Null for an object that is to be created. */
  readonly old: Stored | null;
  /** What becomes of fields that nobody knows: `Warn` by default. */
  readonly fieldValidation?: FieldValidation | undefined;
  /** False for one of a set that was checked together already; true by default. */
  readonly comparesOthers?: boolean | undefined;
}

export interface ReadRequest {
  /** With nothing in it that the API server alone sets. */
  readonly written: JsonObject & { readonly metadata: JsonObject };
  readonly name: string;
  readonly namespace: string | undefined;
  /** What the writer believes to write over. */
  readonly identity: { readonly uid?: string; readonly resourceVersion?: string };
}

const setByServer = new Set([
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generateName',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
]);

/** Brings a write to the form in which its kind is checked. Throws `object-malformed`. */
export function readRequest(request: WriteRequest): ReadRequest {
  const { kind, object, old } = request;
  if (!isJsonObject(object)) throw objectMalformed(kind, 'the body is no object');
  const given = fieldOf(object, 'metadata') ?? {};
  if (!isJsonObject(given)) throw objectMalformed(kind, 'metadata is no object');
  const { group, version, isNamespaced } = resourceOf(kind);
  const apiVersion = group === '' ? version : `${group}/${version}`;
  const { kind: writtenKind = kind, apiVersion: writtenVersion = apiVersion } = object;
  if (writtenKind !== kind || writtenVersion !== apiVersion)
    throw objectMalformed(
      kind,
      `the API version in the data (${writtenVersion}, ${writtenKind}) does not match the expected API version (${apiVersion}, ${kind})`,
    );
  const name = nameOf(request, given);
  const namespace = isNamespaced ? namespaceOf(request, given) : undefined;
  const identity = identityOf(given);
  if (old === null && (identity.resourceVersion ?? '') !== '')
    throw objectMalformed(kind, 'resourceVersion should not be set on objects to be created');
  const metadata = {
    ...withoutFields(given, (field) => setByServer.has(field) || field === 'namespace'),
    name,
    ...(namespace === undefined ? {} : { namespace }),
  };
  const content = withoutFields(object, (field) => field === 'status');
  return { written: { ...content, apiVersion, kind, metadata }, name, namespace, identity };
}

function nameOf({ kind, name: asked, old }: WriteRequest, metadata: JsonObject): string {
  const { name, generateName } = metadata;
  const isNamed = typeof name === 'string' && name !== '';
  if (
    !isNamed &&
    old === null &&
    asked === undefined &&
    typeof generateName === 'string' &&
    generateName !== ''
  )
    return generatedName(generateName, Math.random);
  if (!isNamed && asked !== undefined) return asked;
  if (!isNamed)
    throw apiErrors.create('object-invalid', {
      message: `${kind}: metadata.name: Required value: name or generateName is required`,
    });
  if (asked !== undefined && name !== asked)
    throw objectMalformed(
      kind,
      `the name of the object (${name}) does not match the name on the URL (${asked})`,
    );
  return name;
}

function namespaceOf({ kind, namespace: asked }: WriteRequest, { namespace }: JsonObject): string {
  if (typeof namespace !== 'string' || namespace === '') {
    if (asked !== undefined) return asked;
    throw objectMalformed(kind, 'an object of the kind lies in a namespace');
  }
  if (asked !== undefined && namespace !== asked)
    throw objectMalformed(
      kind,
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  return namespace;
}

function identityOf({ uid, resourceVersion }: JsonObject): ReadRequest['identity'] {
  return {
    ...(typeof uid === 'string' ? { uid } : {}),
    ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
  };
}
