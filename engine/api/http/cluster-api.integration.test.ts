import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type AnswerDocument, TestCluster } from '../../testing/served-cluster.ts';
import type { StoredKind, WrittenObject } from '../objects/api-object.ts';

const usage = {
  namespace: 'shop',
  name: 'web-1',
  timestampMs: Date.UTC(2026, 0, 1),
  windowSeconds: 15,
  containers: [{ name: 'main', cpuMillicores: 12.5, memoryBytes: 1_048_577 }],
};

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start({
    podMetrics: { of: (_namespace, name) => (name === 'web-1' ? usage : null), list: () => [usage] },
  });
  create('Node', 'laptop', {}, { metadata: {} });
  create('ConfigMap', 'b', {}, { data: { one: '1' } });
  create('ConfigMap', 'a', { app: 'web' }, { data: {} });
  create('ConfigMap', 'c', { app: 'web' }, { data: {} }, 'other');
  create('Pod', 'web-1', { app: 'web' }, { spec: { containers: [{ name: 'main', image: 'web' }] } });
  const lastState = { terminated: { exitCode: 1 } };
  create(
    'Pod',
    'two',
    {},
    {
      spec: { containers: [{ name: 'main' }, { name: 'side' }] },
      status: {
        containerStatuses: [
          { name: 'main', lastState },
          { name: 'side', lastState: {} },
        ],
      },
    },
  );
});
afterAll(() => cluster.stop());

function create(
  kind: StoredKind,
  name: string,
  labels: Record<string, string>,
  content: object,
  namespace = 'shop',
): void {
  const place = kind === 'Node' ? {} : { namespace };
  const object = { apiVersion: 'v1', kind, ...content, metadata: { name, labels, ...place } };
  cluster.store.create(object as WrittenObject & { kind: StoredKind });
}

const maps = '/api/v1/namespaces/shop/configmaps';
const namesOf = (json: Pick<AnswerDocument, 'items'>) => json.items.map(({ metadata }) => metadata.name);

describe('who may ask', () => {
  test.each(['/version', '/healthz', '/api/v1/pods', '/nowhere', '/openapi/v2'])(
    'tells nothing at %s without the token',
    async (path) => {
      for (const authorization of ['', 'Bearer another', `Basic ${cluster.credentials.token}`]) {
        const { code, json } = await cluster.ask(path, { headers: { authorization } });
        expect([code, json]).toMatchObject([401, { kind: 'Status', reason: 'Unauthorized' }]);
      }
    },
  );

  test('serves no rebound name and no page of another origin, even with the token', async () => {
    const rebound = await cluster.ask('/version', { headers: { host: 'rebound.example' } });
    expect([rebound.code, rebound.json.kind]).toEqual([421, 'Status']);
    for (const origin of ['https://evil.example', 'null']) {
      const foreign = await cluster.ask('/version', { headers: { origin } });
      expect([foreign.code, foreign.json.reason]).toEqual([403, 'Forbidden']);
    }
    const page = { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } };
    expect((await cluster.ask(maps, page)).code).toBe(403);
  });

  test('speaks no HTTP without TLS', async () => {
    const received = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connectTcp(cluster.api.port, '127.0.0.1', () =>
        socket.write('GET /version HTTP/1.1\r\nHost: localhost\r\n\r\n'),
      );
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
      });
      socket.on('error', () => undefined).on('close', () => resolve(text));
    });
    expect(received).not.toContain('HTTP/');
  });
});

describe('what it tells of itself', () => {
  test('answers to probes, version and discovery', async () => {
    for (const path of ['/healthz', '/livez', '/readyz'])
      expect(await cluster.ask(path)).toMatchObject({ code: 200, text: 'ok' });
    expect((await cluster.ask('/version')).json).toMatchObject({ major: '1', minor: '33' });
    expect((await cluster.ask('/apis/apps')).json).toMatchObject({ kind: 'APIGroup', name: 'apps' });
    expect((await cluster.ask('/openapi/v3/apis/apps/v1')).json).toMatchObject({ openapi: '3.0.0' });
  });

  test.each(['v2', 'v2beta1'])(
    'says in its content type that discovery is in the version %s',
    async (version) => {
      const accept = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList,application/json`;
      const { headers, text } = await cluster.ask('/apis', { headers: { accept } });
      expect(headers['content-type']).toBe(
        `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
      );
      expect(JSON.parse(text).apiVersion).toBe(`apidiscovery.k8s.io/${version}`);
    },
  );

  test('has an older schema document without a byte', async () => {
    const { code, text, headers } = await cluster.ask('/openapi/v2');
    expect([code, text, headers['content-type']]).toEqual([
      200,
      '',
      'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
    ]);
  });
});

describe('reading', () => {
  test('gives one object as it is, and says which is not there', async () => {
    expect((await cluster.ask(`${maps}/b`)).json).toMatchObject({ kind: 'ConfigMap', data: { one: '1' } });
    const { code, json } = await cluster.ask(`${maps}/z`);
    expect([code, json]).toMatchObject([
      404,
      {
        reason: 'NotFound',
        message: 'configmaps "z" not found',
        details: { name: 'z', kind: 'configmaps' },
      },
    ]);
  });

  test('lists by namespace, labels and fields, in the order of names', async () => {
    expect(namesOf((await cluster.ask('/api/v1/configmaps')).json)).toEqual(['c', 'a', 'b']);
    expect(namesOf((await cluster.ask(maps)).json)).toEqual(['a', 'b']);
    expect(namesOf((await cluster.ask(`${maps}?labelSelector=app%3Dweb`)).json)).toEqual(['a']);
    expect(namesOf((await cluster.ask(`${maps}?fieldSelector=metadata.name%3Db`)).json)).toEqual(['b']);
    expect((await cluster.ask(maps)).json).toMatchObject({
      kind: 'ConfigMapList',
      apiVersion: 'v1',
      metadata: { resourceVersion: cluster.store.resourceVersion },
    });
    expect((await cluster.ask('/api/v1/namespaces/nowhere/pods')).json.items).toEqual([]);
  });

  test('gives a list in chunks', async () => {
    const first = (await cluster.ask('/api/v1/configmaps?limit=2')).json;
    expect(namesOf(first)).toEqual(['c', 'a']);
    expect(first.metadata.remainingItemCount).toBe(1);
    const next = `/api/v1/configmaps?limit=2&continue=${first.metadata.continue}`;
    const second = (await cluster.ask(next)).json;
    expect(namesOf(second)).toEqual(['b']);
    expect(second.metadata.continue).toBeUndefined();
  });

  test.each([
    'limit=x',
    'continue=bm9uZQ',
    'continue=%7B%7D',
    'labelSelector=a%20b',
    'fieldSelector=data.one%3D1',
    'watch=true&resourceVersion=x',
    'watch=true&timeoutSeconds=-1',
  ])('cannot list with %s', async (query) => {
    expect(await cluster.ask(`${maps}?${query}`)).toMatchObject({
      code: 400,
      json: { reason: 'BadRequest' },
    });
  });

  test('gives a table to whoever asks for one', async () => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
    const { json } = await cluster.ask(`${maps}?includeObject=Object`, { headers: { accept } });
    expect(json).toMatchObject({
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      columnDefinitions: [{ name: 'Name' }, { name: 'Data' }, { name: 'Age' }],
      rows: [
        { cells: ['a', 0, expect.any(String)] },
        { cells: ['b', 1, expect.any(String)], object: { kind: 'ConfigMap' } },
      ],
    });
  });

  test('tells what pods and the node use', async () => {
    const pods = '/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods';
    const main = { name: 'main', usage: { cpu: '12500000n', memory: '1025Ki' } };
    expect((await cluster.ask(pods)).json).toMatchObject({
      kind: 'PodMetricsList',
      items: [{ metadata: { name: 'web-1' }, window: '15s', containers: [main] }],
    });
    expect((await cluster.ask(`${pods}/web-1`)).json).toMatchObject({ containers: [main] });
    expect((await cluster.ask(`${pods}/two`)).code).toBe(404);
    const nodes = '/apis/metrics.k8s.io/v1beta1/nodes';
    expect((await cluster.ask(`${nodes}/laptop`)).json).toMatchObject({ usage: main.usage });
    expect((await cluster.ask(nodes)).json.items).toHaveLength(1);
    expect((await cluster.ask(`${nodes}/other`)).code).toBe(404);
  });

  test('says who somebody with the token is and what it may do', async () => {
    const review = (group: string, plural: string, spec: object) =>
      cluster.ask(`/apis/${group}/v1/${plural}`, { method: 'POST', body: { spec } });
    const access = (resource: string, subresource: string) =>
      review('authorization.k8s.io', 'selfsubjectaccessreviews', {
        resourceAttributes: { verb: 'create', resource, subresource },
      });
    expect((await access('deployments', '')).json.status).toEqual({ allowed: true });
    expect((await access('pods', 'exec')).json.status).toMatchObject({ allowed: false });
    const who = await review('authentication.k8s.io', 'selfsubjectreviews', {});
    expect([who.code, who.json.status.userInfo.username]).toEqual([201, 'petstore']);
  });
});

describe('what is not served', () => {
  const pod = '/api/v1/namespaces/shop/pods/web-1';
  test.each([
    ['GET', '/', 404, 'NotFound'],
    ['GET', '/api/v1/gadgets', 404, 'NotFound'],
    ['GET', '/apis/batch/v1/jobs', 404, 'NotFound'],
    ['GET', '/api/v1/namespaces/shop/nodes', 404, 'NotFound'],
    ['GET', '/api/v1/pods/web-1', 404, 'NotFound'],
    ['GET', `${pod}/unheard`, 404, 'NotFound'],
    ['POST', '/version', 405, 'MethodNotAllowed'],
    ['PUT', '/api/v1/namespaces/shop/pods', 405, 'MethodNotAllowed'],
    ['POST', '/api/v1/namespaces/shop/pods', 405, 'MethodNotAllowed'],
    ['POST', '/api/v1/nodes', 405, 'MethodNotAllowed'],
    ['DELETE', '/api/v1/namespaces/shop/endpoints/web', 405, 'MethodNotAllowed'],
    ['OPTIONS', '/api/v1/pods', 405, 'MethodNotAllowed'],
    ['POST', `${pod}/log`, 405, 'MethodNotAllowed'],
    ['POST', `${pod}/exec?command=ls`, 403, 'Forbidden'],
    ['POST', `${pod}/attach`, 501, 'NotImplemented'],
    ['POST', `${pod}/portforward`, 501, 'NotImplemented'],
    ['GET', `${pod}/proxy/metrics`, 501, 'NotImplemented'],
  ])('%s %s is %d %s with a reason in words', async (method, path, code, reason) => {
    const answer = await cluster.ask(path, { method });
    expect([answer.code, answer.json]).toMatchObject([
      code,
      { kind: 'Status', status: 'Failure', reason, message: expect.stringMatching(/\w+ \w+/) },
    ]);
  });

  test('refuses an upgrade to another protocol with a Status too', async () => {
    const headers = { connection: 'Upgrade', upgrade: 'SPDY/3.1' };
    expect(await cluster.ask(`${pod}/exec`, { method: 'POST', headers })).toMatchObject({
      code: 403,
      json: { message: expect.stringContaining('exec and cp are off here') },
    });
  });
});

describe('the log of a pod', () => {
  const log = '/api/v1/namespaces/shop/pods/two/log';

  beforeAll(() => {
    const write = (container: string, lines: string) => {
      const source = { namespace: 'shop', deployment: 'two', pod: 'two', container, isMain: false };
      cluster.logs.writer(source).write('stdout', Buffer.from(lines));
    };
    write('main', 'before\n');
    write('main', 'one\ntwo\nthree\n');
    write('side', 'aside\n');
  });

  test.each([
    ['container=main', 'one\ntwo\nthree\n'],
    ['container=side', 'aside\n'],
    ['container=main&previous=true', 'before\n'],
    ['container=main&tailLines=1', 'three\n'],
    ['container=main&limitBytes=5', 'one\nt\n'],
    ['container=main&sinceTime=2999-01-01T00:00:00Z', ''],
    ['container=main&sinceSeconds=3600&tailLines=2', 'two\nthree\n'],
  ])('with %s is %j', async (query, text) => {
    expect(await cluster.ask(`${log}?${query}`)).toMatchObject({ code: 200, text });
  });

  test('goes on with what is written later, and ends with the pod', async () => {
    create('Pod', 'brief', {}, { spec: { containers: [{ name: 'main' }] } });
    const source = { namespace: 'shop', deployment: 'brief', pod: 'brief', container: 'main', isMain: true };
    const writer = cluster.logs.writer(source);
    writer.write('stdout', Buffer.from('one\n'));
    const response = await cluster.open('/api/v1/namespaces/shop/pods/brief/log?follow=true');
    let text = '';
    response.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    await vi.waitFor(() => expect(text).toBe('one\n'));
    writer.write('stdout', Buffer.from('two\n'));
    await vi.waitFor(() => expect(text).toBe('one\ntwo\n'));
    cluster.store.remove({ kind: 'Pod', name: 'brief', namespace: 'shop' });
    await vi.waitFor(() => expect(response.complete).toBe(true));
  });

  test('has the time of each line where it is asked for', async () => {
    const { text } = await cluster.ask(`${log}?container=side&timestamps=true`);
    expect(text).toMatch(/^\d{4}-\d\d-\d\dT\S+Z aside\n$/);
  });

  test.each([
    ['', 'a container name must be specified for pod two, choose one of: [main side]'],
    ['container=none', 'container none is not valid for pod two'],
    ['container=side&previous=true', 'previous terminated container "side" in pod "two" not found'],
    ['container=main&tailLines=x', 'tailLines must be a whole number'],
    ['container=main&sinceTime=now', 'sinceTime must be an RFC 3339 timestamp'],
  ])('cannot be asked for with %j', async (query, message) => {
    expect(await cluster.ask(`${log}?${query}`)).toMatchObject({ code: 400, json: { message } });
  });
});

describe('what clients do to it', () => {
  const alive = async () => expect((await cluster.ask('/healthz')).code).toBe(200);

  test.each<[string, string | Buffer, number]>([
    ['broken JSON', '{"a":', 400],
    ['JSON of a thousand levels', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 400],
    ['a field called __proto__', '{"metadata":{"__proto__":{"a":1}}}', 400],
    ['more than three MiB', `"${'x'.repeat(3_200_000)}"`, 413],
  ])('refuses %s and goes on', async (_what, body, code) => {
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    // A server that refuses a large body need not wait for its end.
    const answered = await cluster.ask(path, { method: 'POST', body }).catch(() => null);
    if (answered !== null) expect(answered).toMatchObject({ code, json: { kind: 'Status' } });
    await alive();
  });

  test('refuses a body in an unknown format, and YAML that is none', async () => {
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    const post = (contentType: string, body: string) =>
      cluster.ask(path, { method: 'POST', body, headers: { 'content-type': contentType } });
    expect((await post('text/xml', '<a/>')).code).toBe(415);
    expect((await post('application/yaml', 'a: [')).code).toBe(400);
    expect((await post('application/yaml', 'a: &x [1]\nb: [*x, *x]')).code).toBe(400);
    expect((await post('application/yaml', 'spec: {}')).code).toBe(201);
  });

  test('refuses huge headers', async () => {
    expect((await cluster.ask('/version', { headers: { 'x-huge': 'x'.repeat(20_000) } })).code).toBe(431);
    await alive();
  });

  test('outlives half a handshake and bytes that are no handshake', async () => {
    await new Promise<void>((resolve) => {
      const socket = connectTcp(cluster.api.port, '127.0.0.1', () => {
        socket.write(Buffer.from('160301', 'hex'), () => socket.resetAndDestroy());
      });
      socket.on('error', () => undefined).on('close', () => resolve());
    });
    await new Promise<void>((resolve) => {
      const socket = connectTls({ port: cluster.api.port, host: '127.0.0.1', ca: 'none' });
      socket.on('error', () => resolve());
    });
    await alive();
  });

  test('closes a connection that never finishes its handshake', async () => {
    const closed = new Promise<void>((resolve) => {
      const socket = connectTcp(cluster.api.port, '127.0.0.1', () =>
        socket.write(Buffer.from('1603', 'hex')),
      );
      socket.on('error', () => undefined).on('close', () => resolve());
    });
    await closed;
    await alive();
  });
});
