import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

interface ContainerManifest {
  readonly name: string;
  image: string;
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string } };
  }[];
  readonly envFrom?: readonly {
    readonly configMapRef?: { readonly name: string };
    readonly secretRef?: { readonly name: string };
  }[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

/** The fields that the tests read, for objects of any kind. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly rules?: readonly {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
  }[];
  readonly spec?: {
    readonly replicas?: number;
    readonly targetRef?: { readonly name: string };
    readonly scaleTargetRef?: { readonly name: string };
    readonly updatePolicy?: { readonly updateMode: string };
    readonly inheritedMetadata?: { readonly annotations?: Readonly<Record<string, string>> };
    readonly managed?: { readonly roles: readonly { readonly passwordSecret: { readonly name: string } }[] };
    readonly servers?: readonly { readonly tls?: { readonly credentialName?: string } }[];
    readonly target?: {
      readonly name: string;
      readonly template: { readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> } };
    };
    readonly template?: {
      readonly spec: {
        readonly initContainers?: readonly ContainerManifest[];
        readonly containers: readonly ContainerManifest[];
        readonly volumes?: readonly {
          readonly name: string;
          readonly secret?: { readonly secretName: string };
        }[];
      };
    };
  };
}

interface Kustomization {
  readonly resources: readonly string[];
  readonly images?: readonly { readonly name: string; readonly newName: string; readonly newTag: string }[];
  readonly patches?: readonly {
    readonly target?: { readonly kind: string; readonly name?: string };
    readonly patch: string;
  }[];
}

interface Operation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value?: unknown;
}

/**
 * The output of `kubectl kustomize FOLDER`, for the features that our overlays use: resources, images, JSON patches and
 * merge patches without lists of objects.
 */
export function renderOverlay(folder: string): Manifest[] {
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const { resources, images = [], patches = [] }: Kustomization = parse(read('kustomization.yaml'));
  const rendered = resources.flatMap((resource): Manifest[] =>
    resource.endsWith('.yaml')
      ? parseAllDocuments(read(resource)).map((document): Manifest => document.toJS())
      : renderOverlay(join(folder, resource)),
  );
  for (const { target, patch } of patches) {
    const written: Manifest | readonly Operation[] = parse(patch);
    if (!('kind' in written)) applyOperations(rendered, written, target);
    else for (const object of rendered.filter((each) => isSame(each, written))) merge(object, written);
  }
  for (const container of rendered.flatMap(containersOf)) {
    const [name = '', tag] = container.image.split(':');
    const image = images.find((each) => each.name === name && tag !== undefined);
    if (image !== undefined) container.image = `${image.newName}:${image.newTag}`;
  }
  return rendered;
}

export function containersOf({ spec }: Manifest): ContainerManifest[] {
  const pod = spec?.template?.spec;
  return [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])];
}

function isSame(one: Manifest, other: Manifest): boolean {
  return one.kind === other.kind && one.metadata.name === other.metadata.name;
}

function applyOperations(
  objects: readonly Manifest[],
  operations: readonly Operation[],
  target: { readonly kind: string; readonly name?: string } | undefined,
): void {
  const name = new RegExp(`^(?:${target?.name ?? '.*'})$`);
  for (const object of objects) {
    if (object.kind !== target?.kind || !name.test(object.metadata.name)) continue;
    for (const operation of operations) applyOperation(object, operation);
  }
}

function applyOperation(object: object, { op, path, value }: Operation): void {
  const tokens = path
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = tokens.pop() ?? '';
  const parent = tokens.reduce<unknown>(
    (place, token) => (isObject(place) ? Reflect.get(place, token) : undefined),
    object,
  );
  if (!isObject(parent)) throw new Error(`${path} leads nowhere`);
  if (op === 'remove') Reflect.deleteProperty(parent, last);
  else if (Array.isArray(parent) && op === 'add')
    parent.splice(last === '-' ? parent.length : Number(last), 0, structuredClone(value));
  else Reflect.set(parent, last, structuredClone(value));
}

function merge(into: object, from: object): void {
  for (const [key, value] of Object.entries(from)) {
    const present: unknown = Reflect.get(into, key);
    if (isObject(present) && isObject(value) && !Array.isArray(value)) merge(present, value);
    else Reflect.set(into, key, value);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
