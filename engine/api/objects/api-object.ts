import type { KindName, ObjectOfKind } from '../../schemas/kinds.ts';
import type { OutputKindName, OutputObjectOfKind } from './output-kinds.ts';

/** The object that made this one, and with which it is deleted. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/**
 * What the API server keeps of every object.
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/
 */
export interface ObjectMetadata {
  readonly name: string;
  /** What a made-up name begins with. */
  readonly generateName?: string;
  /** Absent for kinds that belong to no namespace. */
  readonly namespace?: string;
  readonly uid: string;
  /** Of the change that made it what it is; grows over all objects, also across restarts. */
  readonly resourceVersion: string;
  /** Counts changes of the spec. */
  readonly generation?: number;
  /** RFC 3339, whole seconds. */
  readonly creationTimestamp: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
  /** Set while the object is being deleted. */
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
}

/** `metadata.conditions` of most kinds' status. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
  readonly lastUpdateTime?: string;
  readonly observedGeneration?: number;
}

type DeclaredOrOutput = ObjectOfKind & OutputObjectOfKind;

/** Kinds that a manifest may declare, and kinds that only controllers write. */
export type StoredKind = KindName | OutputKindName;

/** An object of the store: frozen, plain JSON, in the shape of Kubernetes. */
export type Stored<Kind extends StoredKind = StoredKind> = Kind extends StoredKind
  ? Omit<DeclaredOrOutput[Kind], 'metadata' | 'status'> & {
      readonly kind: Kind;
      readonly metadata: ObjectMetadata;
      readonly status?: Readonly<Record<string, unknown>> | undefined;
    }
  : never;

/** One that is to be written; the store completes its metadata. */
export interface WrittenObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Partial<ObjectMetadata> & { readonly name: string };
  readonly [field: string]: unknown;
}
