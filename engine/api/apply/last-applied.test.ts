import { expect, test } from 'vitest';
import { lastAppliedOf, withLastApplied } from './last-applied.ts';

const annotation = 'kubectl.kubernetes.io/last-applied-configuration';

function textOf(object: object): unknown {
  const { metadata } = withLastApplied({ ...object }) as {
    metadata: { annotations: Record<string, unknown> };
  };
  return metadata.annotations[annotation];
}

/** Both texts were sent by kubectl 1.32 for the same files. */
test('an object carries the text of itself as kubectl writes it', () => {
  const map = {
    kind: 'ConfigMap',
    metadata: { namespace: 'shop', name: 'conf' },
    data: { b: 'x < y & z > é', a: '1' },
    apiVersion: 'v1',
  };
  expect(textOf(map)).toBe(
    '{"apiVersion":"v1","data":{"a":"1","b":"x \\u003c y \\u0026 z \\u003e é"},"kind":"ConfigMap","metadata":{"annotations":{},"name":"conf","namespace":"shop"}}\n',
  );
  const ports = [
    { name: 'http', port: 80, targetPort: 'http' },
    { name: 'admin', port: 81, targetPort: 8081 },
  ];
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { selector: { app: 'web' }, ports },
  };
  expect(textOf(service)).toBe(
    '{"apiVersion":"v1","kind":"Service","metadata":{"annotations":{},"name":"web","namespace":"shop"},"spec":{"ports":[{"name":"http","port":80,"targetPort":"http"},{"name":"admin","port":81,"targetPort":8081}],"selector":{"app":"web"}}}\n',
  );
});

test('names that are numbers stand in the order of their signs', () => {
  const data = { '10': 'a', '9': 'b', a: '\u2028' };
  expect(textOf({ data, metadata: { name: 'a' } })).toContain('{"10":"a","9":"b","a":"\\u2028"}');
});

test('the text never holds itself, and keeps the other annotations', () => {
  const once = withLastApplied({ metadata: { name: 'a', annotations: { x: 'y' } } });
  expect(withLastApplied(once)).toEqual(once);
  expect(lastAppliedOf(once)).toEqual({ metadata: { name: 'a', annotations: { x: 'y' } } });
});

test('who breaks the annotation has applied nothing', () => {
  expect(lastAppliedOf({ metadata: { annotations: { [annotation]: '{' } } })).toEqual({});
  expect(lastAppliedOf({ metadata: {} })).toEqual({});
});
