import { describe, expect, test } from 'vitest';
import type { PodTemplate } from '../../schemas/pod.ts';
import { canonicalTemplate, templateHash } from './template-hash.ts';

const container = {
  name: 'main',
  image: 'v1',
  env: [{ name: 'EMPTY', value: '' }],
  ports: [{ containerPort: 8080 }],
  resources: { requests: { cpu: 0.5, memory: '1024Mi' } },
};
const metadata = { labels: { app: 'web' }, annotations: { note: '' } };
const template: PodTemplate = { metadata, spec: { containers: [container] } };

/** Templates come as JSON from anywhere, also with fields that their type does not know. */
function written(value: unknown): PodTemplate {
  return JSON.parse(JSON.stringify(value));
}

describe('another way to write the same template', () => {
  test.each<{ what: string; same: unknown }>([
    { what: 'keys in another order', same: { spec: { containers: [container] }, metadata } },
    {
      what: 'the null of a client written in Go',
      same: { ...template, metadata: { ...metadata, creationTimestamp: null } },
    },
    {
      what: 'empty objects, lists and texts',
      same: {
        metadata,
        spec: {
          containers: [{ ...container, args: [], env: [{ name: 'EMPTY' }] }],
          securityContext: {},
          hostname: '',
        },
      },
    },
    {
      what: 'zeros that Go leaves out',
      same: { metadata, spec: { containers: [{ ...container, tty: false }], hostNetwork: false } },
    },
    {
      what: 'quantities in another form',
      same: {
        metadata,
        spec: {
          containers: [{ ...container, resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: {} } }],
        },
      },
    },
    {
      what: 'the hash that a ReplicaSet adds',
      same: { ...template, metadata: { ...metadata, labels: { app: 'web', 'pod-template-hash': 'x' } } },
    },
  ])('$what', ({ same }) => {
    expect(canonicalTemplate(written(same))).toBe(canonicalTemplate(template));
    expect(templateHash(written(same), 0)).toBe(templateHash(template, 0));
  });
});

describe('another template', () => {
  test.each<{ what: string; other: unknown }>([
    { what: 'another image', other: { metadata, spec: { containers: [{ ...container, image: 'v2' }] } } },
    {
      what: 'one more container',
      other: { metadata, spec: { containers: [{ ...container, name: 'b' }, container] } },
    },
    {
      what: 'a label without a value',
      other: { metadata: { ...metadata, labels: { app: 'web', canary: '' } }, spec: template.spec },
    },
    {
      what: 'an annotation, as rollout restart adds it',
      other: { metadata: { ...metadata, annotations: { at: 'now' } }, spec: template.spec },
    },
    {
      what: 'a grace of zero seconds',
      other: { metadata, spec: { ...template.spec, terminationGracePeriodSeconds: 0 } },
    },
    {
      what: 'a user that is root',
      other: { metadata, spec: { ...template.spec, securityContext: { runAsUser: 0 } } },
    },
    {
      what: 'no privilege escalation',
      other: {
        metadata,
        spec: { containers: [{ ...container, securityContext: { allowPrivilegeEscalation: false } }] },
      },
    },
    {
      what: 'twice the CPU',
      other: {
        metadata,
        spec: { containers: [{ ...container, resources: { requests: { cpu: 1, memory: '1024Mi' } } }] },
      },
    },
  ])('$what', ({ other }) => {
    expect(canonicalTemplate(written(other))).not.toBe(canonicalTemplate(template));
    expect(templateHash(written(other), 0)).not.toBe(templateHash(template, 0));
  });
});

test('the hash has the letters of names, is the same in every run, and another one after a collision', () => {
  expect(templateHash(template, 0)).toBe('5f575fdf7b');
  expect(templateHash(template, 1)).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{8,10}$/);
  expect(templateHash(template, 1)).not.toBe(templateHash(template, 0));
});
