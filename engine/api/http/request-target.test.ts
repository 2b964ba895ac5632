import { expect, test } from 'vitest';
import { parseTarget } from './request-target.ts';

const nothing = { namespace: undefined, name: undefined, subresource: undefined };
const core = { ...nothing, group: '', version: 'v1' };
const apps = { ...nothing, group: 'apps', version: 'v1', plural: 'deployments' };

test.each([
  ['/api/v1/pods', { ...core, plural: 'pods' }],
  ['/api/v1/namespaces', { ...core, plural: 'namespaces' }],
  ['/api/v1/namespaces/shop', { ...core, plural: 'namespaces', name: 'shop' }],
  ['/api/v1/namespaces/shop/status', { ...core, plural: 'namespaces', name: 'shop', subresource: 'status' }],
  ['/api/v1/namespaces/shop/pods', { ...core, plural: 'pods', namespace: 'shop' }],
  [
    '/api/v1/namespaces/shop/pods/a/log',
    { ...core, plural: 'pods', namespace: 'shop', name: 'a', subresource: 'log' },
  ],
  [
    '/api/v1/namespaces/shop/services/a/proxy/x/y',
    { ...core, plural: 'services', namespace: 'shop', name: 'a', subresource: 'proxy' },
  ],
  ['/apis/apps/v1/deployments', apps],
  [
    '/apis/apps/v1/namespaces/shop/deployments/a%2Db/scale',
    { ...apps, namespace: 'shop', name: 'a-b', subresource: 'scale' },
  ],
])('%s names %j', (path, target) => {
  expect(parseTarget(path)).toEqual(target);
});

test.each([
  '/',
  '/api',
  '/api/v1',
  '/api/v1/',
  '/apis/apps/v1',
  '/apis//v1/pods',
  '/version/v1/pods',
  '/api/v1/namespaces/shop/pods/',
  '/api/v1/namespaces/shop/pods/a/log/more',
  '/api/v1/%',
  '//api/v1/pods',
])('%s names nothing', (path) => {
  expect(parseTarget(path)).toBeUndefined();
});
