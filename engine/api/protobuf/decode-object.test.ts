import { describe, expect, test } from 'vitest';
import { decodeObject } from './decode-object.ts';

const decode = (base64: string) => decodeObject(Buffer.from(base64, 'base64'));

/** Bodies that kubectl 1.33 sent. */
describe('what kubectl creates', () => {
  test('is a ConfigMap', () => {
    const body = 'azhzAAoPCgJ2MRIJQ29uZmlnTWFwEhwKEgoCY20SABoAIgAqADIAOABCABIGCgFhEgFiGgAiAA==';
    expect(decode(body)).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'cm' },
      data: { a: 'b' },
    });
  });

  test('is a Secret, with its values in base64 as in JSON', () => {
    const body = 'azhzAAoMCgJ2MRIGU2VjcmV0Eh8KEwoDc2VjEgAaACIAKgAyADgAQgASBgoBYRIBYhoAGgAiAA==';
    expect(decode(body)).toMatchObject({ kind: 'Secret', data: { a: 'Yg==' } });
  });

  test('is a Deployment for no pods, of which zero is kept where it was meant', () => {
    const body =
      'azhzAAoVCgdhcHBzL3YxEgpEZXBsb3ltZW50EtYBCiEKBHdlYjISABoAIgAqADIAOABCAFoLCgNhcHASBHdlYjISogEIABINCgsKA2FwcBIEd2ViMhqGAQodCgASABoAIgAqADIAOABCAFoLCgNhcHASBHdlYjISZRJHCgN3ZWISBndlYjp2MRoEbm9kZRoeL2FwcC9zZXJ2aWNlcy9nYXRld2F5L21haW4ubWpzKgBCAGoAcgCAAQCIAQCQAQCiAQAaADIAQgBKAFIAWABgAGgAggEAigEAmgEAwgEAIgIKACgAOAAaDAgAEAAYACAAKAA4ABoAIgA=';
    const container = {
      name: 'web',
      image: 'web:v1',
      command: ['node', '/app/services/gateway/main.mjs'],
      resources: {},
    };
    const labels = { app: 'web2' };
    expect(decode(body)).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web2', labels },
      spec: {
        replicas: 0,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [container] } },
        strategy: {},
      },
    });
  });

  test('is a Service, with a number where a port may also have a name', () => {
    const body =
      'azhzAAoNCgJ2MRIHU2VydmljZRJpCh8KA3N2YxIAGgAiACoAMgA4AEIAWgoKA2FwcBIDc3ZjEkIKGwoHODAtODA4MBIDVENQGFAiBwgAEJA/GgAoABIKCgNhcHASA3N2YxoAIglDbHVzdGVySVA6AEIAUgBaAGAAaAAaAgoAGgAiAA==';
    expect(decode(body)).toMatchObject({
      spec: { ports: [{ name: '80-8080', protocol: 'TCP', port: 80, targetPort: 8080 }], type: 'ClusterIP' },
    });
  });

  test('is an autoscaler', () => {
    const body =
      'azhzAAopCg5hdXRvc2NhbGluZy92MhIXSG9yaXpvbnRhbFBvZEF1dG9zY2FsZXISYQoUCgRzaG9wEgAaACIAKgAyADgAQgASQwobCgpEZXBsb3ltZW50EgRzaG9wGgdhcHBzL3YxGAUiIgoIUmVzb3VyY2UiFgoDY3B1Eg8KC1V0aWxpemF0aW9uIDIaBBgAIAAaACIA';
    const target = { type: 'Utilization', averageUtilization: 50 };
    expect(decode(body)).toMatchObject({
      apiVersion: 'autoscaling/v2',
      spec: { maxReplicas: 5, metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }] },
    });
  });
});

const envelope = (apiVersion: string, kind: string, raw: Buffer) => {
  const part = (number: number, content: Buffer) =>
    Buffer.concat([Buffer.from([number * 8 + 2, content.length]), content]);
  const type = Buffer.concat([part(1, Buffer.from(apiVersion)), part(2, Buffer.from(kind))]);
  return Buffer.concat([Buffer.from('k8s\0'), part(1, type), part(2, raw)]);
};

test.each([
  ['no envelope', Buffer.from('{}')],
  ['an envelope without content', Buffer.from('k8s\0')],
  ['a kind that is not read', envelope('batch/v1', 'Job', Buffer.alloc(0))],
  ['a field that is not read', envelope('v1', 'ConfigMap', Buffer.from([0x7a, 0]))],
  ['a length beyond the end', envelope('v1', 'ConfigMap', Buffer.from([0x0a, 0x7f]))],
  ['a number without end', envelope('v1', 'ConfigMap', Buffer.alloc(20, 0xff))],
  ['a number where a message belongs', envelope('v1', 'ConfigMap', Buffer.from([0x08, 1]))],
  ['a field of fixed width', envelope('v1', 'ConfigMap', Buffer.from([0x0d, 0, 0, 0, 0]))],
])('refuses %s', (_what, bytes) => {
  expect(() => decodeObject(bytes)).toThrow(expect.objectContaining({ code: 'request-invalid' }));
});
