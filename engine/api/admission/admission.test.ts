import { isAppError } from '@petstore/chassis/errors';
import { systemClock } from '@petstore/chassis/time';
import { describe, expect, it } from 'vitest';
import type { Stored, StoredKind, WrittenObject } from '../objects/api-object.ts';
import { applyMergePatch } from '../patches/merge-patch.ts';
import { ObjectStore } from '../store/object-store.ts';
import { Admission } from './admission.ts';
import type { WriteRequest } from './read-request.ts';

const container = {
  name: 'web',
  image: 'web:v1',
  command: ['node', '/app/web.mjs'],
  ports: [{ containerPort: 8080 }],
};
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [container] } },
  },
};
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
};
const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };

function cluster() {
  const store = new ObjectStore({ clock: systemClock });
  const admission = new Admission({ store, processes: { appDirectory: null, allowedVariables: new Set() } });
  const admit = (kind: StoredKind, object: unknown, more: Partial<WriteRequest> = {}) =>
    admission.admit({ kind, object, old: null, ...more });
  const create = (kind: StoredKind, object: unknown): Stored =>
    store.create(admit(kind, object).object as WrittenObject & { kind: StoredKind });
  create('Namespace', namespace);
  return { store, admission, admit, create };
}

function patched(object: object, patch: object): object {
  return applyMergePatch(object, patch) as object;
}

function withContainer(patch: object): object {
  return patched(deployment, { spec: { template: { spec: { containers: [{ ...container, ...patch }] } } } });
}

function errorOf(act: () => unknown) {
  try {
    act();
  } catch (error) {
    if (isAppError(error)) return error;
    throw error;
  }
  throw new Error('it was admitted');
}

describe('names', () => {
  it('takes name, namespace, kind and version from the URL where the object does not say them', () => {
    const { object } = cluster().admit('ConfigMap', { data: {} }, { name: 'a', namespace: 'shop' });
    expect(object).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', namespace: 'shop' },
      data: {},
    });
  });

  it('makes a name of generateName', () => {
    const metadata = { generateName: 'run-', namespace: 'shop' };
    expect(cluster().admit('ConfigMap', { metadata }).object.metadata.name).toMatch(/^run-[a-z0-9]{5}$/);
  });

  it.each<[string, object, Partial<WriteRequest>, string]>([
    ['another name than the URL', { metadata: { name: 'b' } }, { name: 'a' }, 'object-malformed'],
    [
      'another namespace',
      { metadata: { name: 'a', namespace: 'x' } },
      { namespace: 'shop' },
      'object-malformed',
    ],
    ['another kind', { kind: 'Secret', metadata: { name: 'a' } }, { namespace: 'shop' }, 'object-malformed'],
    [
      'another version',
      { apiVersion: 'v2', metadata: { name: 'a' } },
      { namespace: 'shop' },
      'object-malformed',
    ],
    [
      'a version of one to be made',
      { metadata: { name: 'a', resourceVersion: '1' } },
      { namespace: 'shop' },
      'object-malformed',
    ],
    ['no name at all', { metadata: {} }, { namespace: 'shop' }, 'object-invalid'],
    ['an impossible name', { metadata: { name: 'A_b' } }, { namespace: 'shop' }, 'object-invalid'],
    [
      'a namespace that is not there',
      { metadata: { name: 'a' } },
      { namespace: 'nowhere' },
      'object-not-found',
    ],
  ])('refuses %s', (_, object, more, code) => {
    const { admit } = cluster();
    expect(errorOf(() => admit('ConfigMap', object, more)).code).toBe(code);
  });

  it('does not let a Service have a name that is no host name', () => {
    const { admit } = cluster();
    const error = errorOf(() => admit('Service', patched(service, { metadata: { name: 'a.b' } })));
    expect(error.message).toMatch(/^Service "a\.b" is invalid: metadata\.name: Invalid value/);
  });
});

describe('an object that does not validate', () => {
  it('is refused in the words of the API server, with every cause', () => {
    const { admit } = cluster();
    const spec = { replicas: -1, template: { spec: { hostAliases: [{ ip: '1.2.3.4' }] } } };
    const error = errorOf(() => admit('Deployment', patched(deployment, { spec })));
    expect(error.code).toBe('object-invalid');
    expect(error.message).toMatch(
      /^Deployment\.apps "web" is invalid: \[spec\.replicas: Invalid value: must be/,
    );
    expect(error.details['causes']).toEqual([
      {
        reason: 'FieldValueInvalid',
        field: 'spec.replicas',
        message: expect.stringMatching(/^Invalid value: /),
      },
      {
        reason: 'FieldValueInvalid',
        field: 'spec.template.spec.hostAliases',
        message: expect.stringMatching(/cannot be obeyed on one machine/),
      },
    ]);
  });

  it.each<[string, object, string, string]>([
    ['what is missing', { spec: { selector: null } }, 'FieldValueRequired', 'spec.selector'],
    ['a wrong type', { spec: { replicas: '2' } }, 'FieldValueTypeInvalid', 'spec.replicas'],
    [
      'labels that its selector does not select',
      { spec: { selector: { matchLabels: { app: 'x' } } } },
      'FieldValueInvalid',
      'spec.selector',
    ],
  ])('names %s', (_, patch, reason, field) => {
    const error = errorOf(() => cluster().admit('Deployment', patched(deployment, patch)));
    expect(error.details['causes']).toEqual([expect.objectContaining({ reason, field })]);
  });

  it.each<[string, object, string]>([
    ['another program than node', { command: ['sh', '-c', 'id'] }, 'command[0]'],
    ['code from outside of the app folder', { command: ['node', '/tmp/evil.mjs'] }, 'command[1]'],
    ['a variable that loads code', { env: [{ name: 'LD_PRELOAD', value: '/tmp/x.so' }] }, 'env[0]'],
    [
      'a probe that runs a program',
      { livenessProbe: { exec: { command: ['sh'] } } },
      'livenessProbe.exec.command[0]',
    ],
  ])('may not run %s, and so is a ReplicaSet of it', (_, patch, field) => {
    const { admit } = cluster();
    const object = withContainer(patch);
    const replicaSet = { ...object, kind: 'ReplicaSet' };
    for (const error of [
      errorOf(() => admit('Deployment', object)),
      errorOf(() => admit('ReplicaSet', replicaSet)),
    ])
      expect(error.details['causes']).toEqual([
        expect.objectContaining({ field: `spec.template.spec.containers[0].${field}` }),
      ]);
  });

  it('never repeats a value of a Secret', () => {
    const object = { metadata: { name: 'keys', namespace: 'shop' }, data: { a: 'hunter2!' } };
    const error = errorOf(() => cluster().admit('Secret', object));
    expect(error.message).not.toContain('hunter2');
  });
});

describe('fields that nobody knows', () => {
  const object = patched(deployment, { spec: { replicaz: 2, template: { spec: { contaners: [] } } } });
  const unknown = ['unknown field "spec.template.spec.contaners"', 'unknown field "spec.replicaz"'];

  it('are refused under Strict, told under Warn, and dropped in any case', () => {
    const { admit } = cluster();
    const error = errorOf(() => admit('Deployment', object, { fieldValidation: 'Strict' }));
    expect([error.code, error.message]).toEqual([
      'object-malformed',
      `Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: ${unknown.join(', ')}`,
    ]);
    const warned = admit('Deployment', object);
    expect(warned.warnings).toEqual(unknown);
    const ignored = admit('Deployment', object, { fieldValidation: 'Ignore' });
    expect(ignored.warnings).toEqual([]);
    expect(ignored.object).toEqual(warned.object);
    expect(ignored.object).toEqual(admit('Deployment', deployment).object);
  });
});

describe('what its writer is warned of', () => {
  it('is what changes nothing here, once, in one sentence a reason', () => {
    const { admit, create, store } = cluster();
    const object = patched(deployment, {
      spec: { template: { spec: { nodeSelector: { a: 'b' }, priority: 1 } } },
    });
    const { warnings } = admit('Deployment', object);
    expect(warnings).toEqual([
      'spec.template.spec.nodeSelector.a, spec.template.spec.priority: not applicable here, there is one node, and its scheduler looks at requests of CPU and memory alone',
    ]);
    const old = create('Deployment', object);
    const next = patched(old, { spec: { replicas: 2 } });
    expect(admit('Deployment', next, { old }).warnings).toEqual([]);
    expect(store.list('Deployment')).toHaveLength(1);
  });

  it('is no annotation: tools leave them everywhere', () => {
    const annotations = { 'kubectl.kubernetes.io/restartedAt': '2026-11-30T20:55:15Z' };
    const object = patched(deployment, {
      metadata: { annotations },
      spec: { template: { metadata: { annotations } } },
    });
    expect(cluster().admit('Deployment', object).warnings).toEqual([]);
  });

  it('is a contradiction to other objects, which refuses nothing', () => {
    const { admit, create } = cluster();
    expect(admit('Service', service).warnings).toEqual([
      expect.stringMatching(/^spec\.selector: matches the pods of no/),
    ]);
    create('Deployment', deployment);
    expect(admit('Service', service).warnings).toEqual([]);
    const missing = admit('Deployment', withContainer({ envFrom: [{ configMapRef: { name: 'none' } }] }));
    expect(missing.warnings).toEqual([expect.stringMatching(/no ConfigMap none is declared/)]);
  });

  it('is a variable of a ConfigMap that no pod may have', () => {
    const { admit, create } = cluster();
    create('ConfigMap', { metadata: { name: 'c', namespace: 'shop' }, data: { LD_PRELOAD: 'x' } });
    const { warnings } = admit('Deployment', withContainer({ envFrom: [{ configMapRef: { name: 'c' } }] }));
    expect(warnings).toEqual([
      expect.stringMatching(/^spec\.template\.spec\.containers\[0\]\.envFrom\[0\]: LD_PRELOAD/),
    ]);
  });
});

describe('a change', () => {
  it.each<[StoredKind, object, object, string]>([
    [
      'Deployment',
      deployment,
      { spec: { selector: { matchLabels: { app: 'x' } }, template: { metadata: { labels: { app: 'x' } } } } },
      'spec.selector',
    ],
    ['Service', service, { spec: { clusterIP: '10.0.0.1' } }, 'spec.clusterIP'],
    [
      'ConfigMap',
      { metadata: { name: 'c', namespace: 'shop' }, data: { a: '1' }, immutable: true },
      { data: { a: '2' } },
      'data',
    ],
    ['Secret', { metadata: { name: 's', namespace: 'shop' } }, { type: 'x' }, 'type'],
  ])('of a %s leaves alone what keeps its first value', (kind, object, patch, field) => {
    const { admit, create } = cluster();
    const old = create(kind, object);
    const error = errorOf(() => admit(kind, patched(old, patch), { old }));
    expect(error.details['causes']).toEqual([
      expect.objectContaining({ field, message: expect.stringMatching(/immutable/) }),
    ]);
  });

  it('may leave out the address of a Service', () => {
    const { admit, create, store } = cluster();
    const old = create('Service', patched(service, { spec: { clusterIP: 'None' } }));
    const { object } = admit('Service', patched(service, { spec: { sessionAffinity: 'None' } }), { old });
    expect(store.replace(object)).toBe(old);
  });

  it('of a Pod is one of its metadata', () => {
    const { admit, store } = cluster();
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', namespace: 'shop' },
      spec: { containers: [] },
    } as const;
    const old: Stored = store.create(pod);
    expect(
      admit('Pod', patched(old, { metadata: { labels: { a: 'b' } } }), { old }).object.metadata.labels,
    ).toEqual({ a: 'b' });
    expect(errorOf(() => admit('Pod', patched(old, { spec: { priority: 1 } }), { old })).code).toBe(
      'object-invalid',
    );
    expect(errorOf(() => admit('Pod', pod)).code).toBe('object-forbidden');
  });

  it('keeps what its writer relied on, for the store to compare', () => {
    const { admit, create } = cluster();
    const old = create('Deployment', deployment);
    const { uid, resourceVersion } = old.metadata;
    expect(admit('Deployment', old, { old }).object.metadata).toEqual({
      name: 'web',
      namespace: 'shop',
      uid,
      resourceVersion,
    });
  });
});
