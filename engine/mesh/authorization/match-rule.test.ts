import { describe, expect, test } from 'vitest';
import { fits, from, gateway, rule, to, when } from '../../testing/authorization-scenario.ts';
import { normalizePath } from './value-patterns.ts';

describe('a rule', () => {
  test('asks for one source, one operation and every condition', () => {
    const known = { principals: [gateway] };
    const unknown = { principals: ['cluster.local/ns/x/sa/y'] };
    const port = (value: string) => ({ key: 'destination.port', values: [value] });
    expect(fits(rule({ from: [unknown, known], to: [{ methods: ['POST'] }, { methods: ['GET'] }] }))).toBe(
      true,
    );
    expect(fits(rule({ from: [known], to: [{ methods: ['POST'] }] }))).toBe(false);
    expect(fits(rule({ from: [known], when: [port('8001'), port('1')] }))).toBe(false);
    expect(fits(from({ ...known, namespaces: ['other'] }))).toBe(false);
  });

  test('with a condition that Istio does not know fits nothing', () => {
    expect(fits(when({ key: 'request.moon', notValues: ['full'] }))).toBe(false);
  });

  test('asks for nothing where lists are empty', () => {
    expect(fits(from({ principals: [] }))).toBe(true);
    expect(fits(when({ key: 'source.ip' }))).toBe(true);
  });
});

describe('identities', () => {
  test.each([
    [{ principals: [gateway] }, gateway, true],
    [{ principals: ['*'] }, gateway, true],
    [{ principals: ['*'] }, null, false],
    [{ principals: ['*/sa/gateway'] }, gateway, true],
    [{ principals: ['cluster.local/ns/petstore/*'] }, gateway, true],
    [{ principals: ['cluster.local/ns/petstore'] }, gateway, false],
    [{ notPrincipals: [gateway] }, gateway, false],
    [{ notPrincipals: [gateway] }, null, true],
    [{ notPrincipals: ['*'] }, null, true],
    [{ namespaces: ['petstore'] }, gateway, true],
    [{ namespaces: ['pet*'] }, gateway, true],
    [{ namespaces: ['pet'] }, gateway, false],
    [{ namespaces: ['*'] }, null, false],
    [{ notNamespaces: ['petstore'] }, null, true],
    [{ serviceAccounts: ['gateway'] }, gateway, true],
    [{ serviceAccounts: ['petstore/gateway'] }, gateway, true],
    [{ serviceAccounts: ['other/gateway'] }, gateway, false],
    [{ serviceAccounts: ['gate'] }, gateway, false],
  ])('%j of %s: %s', (source, principal, expected) => {
    expect(fits(from(source), { principal })).toBe(expected);
  });
});

describe('addresses', () => {
  test.each([
    [{ ipBlocks: ['10.0.0.9'] }, true],
    [{ ipBlocks: ['10.0.0.0/24'] }, true],
    [{ ipBlocks: ['10.1.0.0/16'] }, false],
    [{ ipBlocks: ['2001:db8::/32'] }, false],
    [{ notIpBlocks: ['10.0.0.0/24'] }, false],
    [{ remoteIpBlocks: ['203.0.113.0/24'] }, true],
    [{ ipBlocks: ['203.0.113.0/24'] }, false],
    [{ notRemoteIpBlocks: ['10.0.0.0/8'] }, true],
    [{ ipBlocks: ['10.0.0.0/64'] }, false],
    [{ notIpBlocks: ['nonsense'] }, false],
  ])('%j: %s', (source, expected) => {
    expect(fits(from(source), { remoteIp: '203.0.113.7' })).toBe(expected);
  });

  test('of IPv6 too', () => {
    expect(fits(from({ ipBlocks: ['2001:db8::/32'] }), { sourceIp: '2001:db8::1' })).toBe(true);
  });

  test('take the other end for the client where no proxy stands between', () => {
    expect(fits(from({ remoteIpBlocks: ['10.0.0.9'] }))).toBe(true);
  });
});

describe('operations', () => {
  test.each([
    [{ methods: ['GET', 'HEAD'] }, true],
    [{ methods: ['get'] }, false],
    [{ methods: ['*'] }, true],
    [{ notMethods: ['GET'] }, false],
    [{ ports: ['8001'] }, true],
    [{ ports: ['8002'] }, false],
    [{ notPorts: ['8002'] }, true],
    [{ ports: ['http'] }, false],
    [{ hosts: ['CATALOG:8001'] }, true],
    [{ hosts: ['catalog'] }, false],
    [{ hosts: ['cata*'] }, true],
    [{ hosts: ['*:8001'] }, true],
    [{ notHosts: ['*'] }, false],
    [{ paths: ['/v1/pets'] }, true],
    [{ paths: ['/v1/*'] }, true],
    [{ paths: ['*/pets'] }, true],
    [{ paths: ['/v1/pets?limit=5'] }, false],
    [{ paths: ['*'] }, true],
    [{ paths: ['/V1/pets'] }, false],
    [{ notPaths: ['/v1/*'] }, false],
  ])('%j: %s', (operation, expected) => {
    expect(fits(to(operation))).toBe(expected);
  });

  test.each([
    ['/pets/{*}', '/pets/7', true],
    ['/pets/{*}', '/pets/7/photo', false],
    ['/pets/{*}', '/pets/', false],
    ['/pets/{*}/photo', '/pets/7/photo', true],
    ['/pets/{**}', '/pets/7/photo', true],
    ['/pets/{**}', '/pets/', true],
    ['/pets/{**}', '/pets', false],
    ['/{**}/photo', '/pets/7/photo', true],
    ['/{*}/7/{*}', '/pets/7/photo?size=1', true],
    ['/pets.{*}', '/petsx7', false],
  ])('the template %s and %s: %s', (template, path, expected) => {
    expect(fits(to({ paths: [template] }), { path })).toBe(expected);
  });

  test.each([
    ['/a/../b?c=../d', '/b'],
    ['/a/./b/', '/a/b/'],
    ['/a/b/..', '/a/'],
    ['/../..', '/'],
    ['/%61%2Fb', '/a%2Fb'],
    ['/a/%2e%2e/b', '/b'],
    ['/a\\b', '/a/b'],
    ['//a//b', '//a//b'],
    ['/a#b', '/a'],
    ['*', '*'],
  ])('sees %s as %s', (written, seen) => {
    expect(normalizePath(written)).toBe(seen);
  });
});

describe('tokens', () => {
  const iss = 'https://issuer.example/realm';
  const claims = {
    iss,
    sub: 'ann',
    aud: ['shop', 'bank'],
    azp: 'app',
    scope: 'read write',
    groups: ['staff', 'admins'],
    level: 3,
    realm: { roles: ['operator'] },
  };

  test.each([
    [`${iss}/ann`, true],
    [`${iss}/bob`, false],
    ['*', true],
    [`${iss}/*`, true],
    [`${iss}/a*`, true],
    ['*/ann', true],
    ['*realm/ann', true],
    ['*nn', true],
    ['https://*', false],
    ['https*', true],
    ['*/*', false],
    [`${iss}`, false],
    ['https://*/ann', false],
  ])('a request principal %s: %s', (pattern, expected) => {
    expect(fits(from({ requestPrincipals: [pattern] }), { claims })).toBe(expected);
  });

  test('that are not there fit nothing, and everything that must not be', () => {
    expect(fits(from({ requestPrincipals: ['*'] }))).toBe(false);
    expect(fits(from({ notRequestPrincipals: ['*'] }))).toBe(true);
    expect(fits(from({ requestPrincipals: ['*'] }), { claims: { iss: 'x' } })).toBe(false);
    expect(fits(when({ key: 'request.auth.claims[iss]', values: ['*'] }))).toBe(false);
  });

  test.each([
    ['request.auth.principal', `${iss}/ann`, true],
    ['request.auth.audiences', 'bank', true],
    ['request.auth.audiences', 'cinema', false],
    ['request.auth.presenter', 'app', true],
    ['request.auth.claims[groups]', 'admins', true],
    ['request.auth.claims[groups]', 'adm*', true],
    ['request.auth.claims[groups]', 'guests', false],
    ['request.auth.claims[scope]', 'write', true],
    ['request.auth.claims[scope]', 'read write', false],
    ['request.auth.claims[realm][roles]', 'operator', true],
    ['request.auth.claims[realm]', '*', false],
    ['request.auth.claims[level]', '3', false],
    ['request.auth.claims[azp]', 'a*', true],
    ['request.auth.claims', 'a', false],
  ])('%s of %s: %s', (key, value, expected) => {
    expect(fits(when({ key, values: [value] }), { claims })).toBe(expected);
  });
});

describe('conditions', () => {
  const headers = new Map([
    ['x-tier', 'gold-1'],
    ['x-empty', ''],
  ]);

  test.each([
    [{ key: 'request.headers[X-Tier]', values: ['gold-*'] }, true],
    [{ key: 'request.headers[x-tier]', values: ['Gold-1'] }, false],
    [{ key: 'request.headers[x-tier]', values: ['*'] }, true],
    [{ key: 'request.headers[x-empty]', values: ['*'] }, true],
    [{ key: 'request.headers[x-none]', values: ['*'] }, false],
    [{ key: 'request.headers[x-none]', notValues: ['*'] }, true],
    [{ key: 'request.headers[x-tier]', values: ['gold-1'], notValues: ['*-1'] }, false],
    [{ key: 'request.headers', values: ['x'] }, false],
    [{ key: 'source.ip', values: ['10.0.0.0/8'] }, true],
    [{ key: 'remote.ip', values: ['10.0.0.9'] }, true],
    [{ key: 'source.namespace', values: ['petstore'] }, true],
    [{ key: 'source.principal', values: ['*'] }, true],
    [{ key: 'source.serviceAccount', values: ['petstore/gateway'] }, true],
    [{ key: 'destination.ip', values: ['10.0.0.1'] }, true],
    [{ key: 'destination.port', values: ['8001'] }, true],
    [{ key: 'destination.port', notValues: ['8001'] }, false],
    [{ key: 'connection.sni', values: ['*'] }, false],
    [{ key: 'experimental.envoy.filters.a[b]', values: ['c'] }, false],
  ])('%j: %s', (condition, expected) => {
    expect(fits(when(condition), { headers })).toBe(expected);
  });
});
