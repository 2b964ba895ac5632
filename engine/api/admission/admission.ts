import { type FieldPath, formatPath } from '../../manifests/field-path.ts';
import { findSchemaViolations } from '../../manifests/reading/find-schema-violations.ts';
import { isKindName, type KindName } from '../../schemas/kinds.ts';
import { ObjectMetaSchema } from '../../schemas/object-meta.ts';
import type { Stored, StoredKind, WrittenObject } from '../objects/api-object.ts';
import { fieldOf, type JsonObject } from '../patches/json-value.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { forbidden, immortalNamespaces, notFound } from '../store/refusals.ts';
import { type CheckedObject, checkObject, type ProcessRules } from './check-object.ts';
import { findFixedFields } from './find-fixed-fields.ts';
import { causeAt, objectInvalid, objectMalformed } from './invalid-object.ts';
import { type ReadRequest, readRequest, type WriteRequest } from './read-request.ts';

interface AdmissionOptions {
  readonly store: ObjectStore;
  readonly processes: ProcessRules;
}

export interface Admitted {
  /** To be written as it is: complete, checked, and of what the API server sets only what its writer relied on. */
  readonly object: WrittenObject & { readonly kind: StoredKind };
  readonly warnings: readonly string[];
}

/** Kinds that only controllers and the kubelet write. */
const ownKinds: readonly StoredKind[] = ['Endpoints', 'EndpointSlice'];

/** What a person may write of the kinds that no manifest declares. */
const creatable: readonly StoredKind[] = ['ReplicaSet', 'Event'];

/**
 * What the API server does to a write of somebody before it is stored: it completes and checks it. Controllers write
 * to the store itself.
 */
export class Admission {
  readonly #options: AdmissionOptions;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /**
   * Throws `object-malformed`, `object-not-found` for a namespace that is not there, `object-forbidden`, and
   * `object-invalid` with `details.causes`.
   */
  admit(request: WriteRequest): Admitted {
    const read = readRequest(request);
    this.#checkNamespace(request, read);
    const { object, warnings } = this.#check(request, read);
    const { identity } = read;
    const metadata = { ...object.metadata, ...(request.old === null ? {} : identity) };
    return { object: { ...object, kind: request.kind, metadata }, warnings };
  }

  /** Why an object that is stored would be refused today; null when it would not. */
  problemOf({ kind, ...object }: Stored): string | null {
    if (!isKindName(kind)) return null;
    const read = readRequest({ kind, object: { kind, ...object }, old: { kind, ...object } as Stored });
    const { causes } = this.#checkDeclared(kind, read, { old: null, comparesOthers: false });
    return causes.length === 0 ? null : causes.map(({ field, message }) => `${field}: ${message}`).join('; ');
  }

  #check(request: WriteRequest, read: ReadRequest): { object: WrittenObject; warnings: readonly string[] } {
    const { kind } = request;
    if (isKindName(kind)) return this.#settle(request, read, this.#checkDeclared(kind, read, request));
    if (kind === 'ReplicaSet') {
      const checked = this.#checkDeclared(
        'Deployment',
        { ...read, written: deploymentOf(read.written) },
        { ...request, old: deploymentOrNull(request.old) },
      );
      const { object, warnings } = this.#settle(request, read, checked);
      return { object: replicaSetOf(object), warnings };
    }
    return { object: this.#checkOutput(request, read), warnings: [] };
  }

  #checkDeclared(
    kind: KindName,
    { written, name, namespace = name }: ReadRequest,
    { old, comparesOthers }: Pick<WriteRequest, 'old' | 'comparesOthers'>,
  ): CheckedObject {
    return checkObject(kind, written, { ...this.#options, old, namespace, comparesOthers });
  }

  /** Unknown fields first: what stands in them may be what is missing elsewhere. */
  #settle(
    { kind, fieldValidation = 'Warn' }: WriteRequest,
    { name, namespace }: ReadRequest,
    { object, causes, unknownFields, warnings }: CheckedObject,
  ): { object: WrittenObject; warnings: readonly string[] } {
    const unknown = unknownFields.map(
      (path: FieldPath) => `unknown field ${JSON.stringify(formatPath(path))}`,
    );
    if (fieldValidation === 'Strict' && unknown.length > 0)
      throw objectMalformed(kind, `strict decoding error: ${unknown.join(', ')}`);
    if (object === null || causes.length > 0)
      throw objectInvalid(kind, { name, ...(namespace === undefined ? {} : { namespace }) }, causes);
    return {
      object: object as unknown as WrittenObject,
      warnings: [...(fieldValidation === 'Ignore' ? [] : unknown), ...warnings],
    };
  }

  /** Of what controllers write, people may change the metadata, and whether pods are put on the node. */
  #checkOutput({ kind, old }: WriteRequest, { written, name, namespace }: ReadRequest): WrittenObject {
    const key = { kind, name, namespace };
    if (ownKinds.includes(kind)) throw forbidden(key, 'its controller alone writes it');
    if (old === null && !creatable.includes(kind))
      throw forbidden(key, `a ${kind} comes of what a controller or the kubelet does`);
    const causes = [
      ...findSchemaViolations(ObjectMetaSchema, written.metadata).map(({ path, message }) =>
        causeAt('FieldValueInvalid', ['metadata', ...path], message),
      ),
      ...(old === null ? [] : findFixedFields(kind, old, written)),
    ];
    if (causes.length > 0)
      throw objectInvalid(kind, { name, ...(namespace === undefined ? {} : { namespace }) }, causes);
    return written as unknown as WrittenObject;
  }

  /** As the admission plugin NamespaceLifecycle. */
  #checkNamespace({ old }: WriteRequest, { namespace }: ReadRequest): void {
    if (old !== null || namespace === undefined || immortalNamespaces.includes(namespace)) return;
    const key = { kind: 'Namespace', name: namespace } as const;
    if (this.#options.store.get(key) === undefined) throw notFound(key);
  }
}

/** A ReplicaSet obeys the rules of a Deployment with the same template. */
function deploymentOf(replicaSet: ReadRequest['written']): ReadRequest['written'] {
  return { ...replicaSet, kind: 'Deployment' };
}

function deploymentOrNull(old: Stored | null): Stored | null {
  return old === null ? null : ({ ...old, kind: 'Deployment' } as unknown as Stored);
}

function replicaSetOf(deployment: WrittenObject): WrittenObject {
  const { replicas, minReadySeconds, selector, template } = fieldOf(deployment, 'spec') as JsonObject;
  const spec = {
    replicas,
    ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
    selector,
    template,
  };
  return { ...deployment, kind: 'ReplicaSet', spec };
}
