import { isDeepStrictEqual } from 'node:util';
import { type KindName, kindNames, type ReadableObjects } from '../../schemas/kinds.ts';

/** A field that is written in a manifest and changes nothing on one machine; named once per kind and path. */
export interface NotApplicableField {
  readonly file: string;
  readonly line: number;
  readonly kind: string;
  /** Indices of lists are left out: `spec.template.spec.containers[].imagePullPolicy`. */
  readonly path: string;
  readonly reason: string;
}

/** A controller that does not run here yet, though there are objects for it. */
export interface AwaitedController {
  readonly controller: string;
  readonly kinds: readonly KindName[];
}

interface WrittenForm {
  readonly kind: KindName;
  /** Among the objects of its kind. */
  readonly index: number;
  readonly value: Readonly<Record<string, unknown>>;
}

/** What a set consists of; all of it can be written as JSON. */
export interface SetContent {
  readonly directory: string;
  readonly namespace: string;
  /** Every object, by its kind. */
  readonly objects: ReadableObjects;
  /** What a file says, of each object that is completed or has nulls in it. */
  readonly written: readonly WrittenForm[];
  readonly awaited: readonly AwaitedController[];
  readonly notApplicable: readonly NotApplicableField[];
  /** YAML files of the folder that its kustomization leaves out: they declare nothing here. */
  readonly unlisted: readonly string[];
}

/** Everything that a folder of manifests declares; the objects keep the shape of Kubernetes. */
export interface ManifestSet extends SetContent {
  readonly deployments: ReadableObjects['Deployment'];
  readonly services: ReadableObjects['Service'];
  readonly configMaps: ReadableObjects['ConfigMap'];
  readonly secrets: ReadableObjects['Secret'];
  readonly serviceAccounts: ReadableObjects['ServiceAccount'];
  readonly clusters: ReadableObjects['Cluster'];
  readonly databases: ReadableObjects['Database'];
}

export function manifestSetOf(content: SetContent): ManifestSet {
  const { objects } = content;
  return {
    ...content,
    deployments: objects.Deployment,
    services: objects.Service,
    configMaps: objects.ConfigMap,
    secrets: objects.Secret,
    serviceAccounts: objects.ServiceAccount,
    clusters: objects.Cluster,
    databases: objects.Database,
  };
}

/** The objects as the files say them, as kubectl would send them. */
export function writtenObjects({
  objects,
  written,
}: SetContent): readonly Readonly<Record<string, unknown>>[] {
  return kindNames.flatMap((kind) =>
    objects[kind].map((object, index) => {
      const form = written.find((each) => each.kind === kind && each.index === index);
      return form?.value ?? { ...object };
    }),
  );
}

/** Only of the objects that read otherwise than they are written. */
export function writtenForms(
  objects: ReadableObjects,
  writtenOf: (object: object) => Readonly<Record<string, unknown>>,
): readonly WrittenForm[] {
  return kindNames.flatMap((kind) =>
    objects[kind].flatMap((object, index) => {
      const value = writtenOf(object);
      return isDeepStrictEqual(value, object) ? [] : [{ kind, index, value }];
    }),
  );
}
