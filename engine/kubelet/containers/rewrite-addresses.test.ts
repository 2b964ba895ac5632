import { expect, test } from 'vitest';
import { type AddressBook, rewriteAddress, rewriteAddresses } from './rewrite-addresses.ts';

const ports: Readonly<Record<string, number>> = {
  'billing.shop:8002': 21001,
  'billing.harbour:8002': 21004,
  'billing-v2.shop:8002': 21002,
  'web.shop:80': 21003,
  'collector.harbour:4318': 21005,
};

const book: AddressBook = {
  namespace: 'shop',
  portOfService: (service, port) => ports[`${service}:${port}`],
  postgresHosts: new Set(['books-rw.shop', 'books-ro.shop', 'books-r.shop']),
  postgres: { host: '127.0.0.1', port: 5433 },
  otlpPort: 4418,
};

test.each([
  ['http://billing:8002', 'http://127.0.0.1:21001'],
  ['http://billing:8002/', 'http://127.0.0.1:21001/'],
  ['http://billing:8002/v1?x=1', 'http://127.0.0.1:21001/v1?x=1'],
  ['HTTP://Billing:8002', 'HTTP://127.0.0.1:21001'],
  ['http://billing.shop:8002', 'http://127.0.0.1:21001'],
  ['http://billing.shop.svc:8002', 'http://127.0.0.1:21001'],
  ['http://billing.shop.svc.cluster.local:8002/a', 'http://127.0.0.1:21001/a'],
  ['http://billing.harbour:8002', 'http://127.0.0.1:21004'],
  ['http://billing.harbour.svc.cluster.local:8002', 'http://127.0.0.1:21004'],
  ['http://billing.other:8002', 'http://billing.other:8002'],
  ['http://billing-v2:8002', 'http://127.0.0.1:21002'],
  ['http://my-billing:8002', 'http://my-billing:8002'],
  ['http://billing:80022', 'http://billing:80022'],
  ['http://billing:9999', 'http://billing:9999'],
  ['http://billing.example.com:8002', 'http://billing.example.com:8002'],
  ['http://web', 'http://127.0.0.1:21003'],
  ['http://web/index.html', 'http://127.0.0.1:21003/index.html'],
  ['http://user:word@billing:8002/x', 'http://user:word@127.0.0.1:21001/x'],
  ['ws://billing:8002/live', 'ws://127.0.0.1:21001/live'],
  ['http://billing:8002,http://web:80', 'http://127.0.0.1:21001,http://127.0.0.1:21003'],
  ['{"billing":"http://billing:8002"}', '{"billing":"http://127.0.0.1:21001"}'],
  ['http://collector.observability.svc:4318', 'http://127.0.0.1:4418'],
  ['http://collector.observability.svc.cluster.local:4318/x', 'http://127.0.0.1:4418/x'],
  ['http://collector.harbour.svc:4318', 'http://127.0.0.1:21005'],
  ['http://collector.observability.svc:4317', 'http://collector.observability.svc:4317'],
  ['http://collector.example.com:4318', 'http://collector.example.com:4318'],
  ['http://127.0.0.1:4318', 'http://127.0.0.1:4318'],
  ['see billing:8002', 'see billing:8002'],
  ['billing', 'billing'],
  ['postgres://u:p@books-rw:5432/orders', 'postgres://u:p@127.0.0.1:5433/orders'],
  ['postgresql://u@books-rw.shop.svc/orders', 'postgresql://u@127.0.0.1:5433/orders'],
  ['books-ro.shop:5432', '127.0.0.1:5433'],
  ['books-rw:6432', 'books-rw:6432'],
  ['books-rw.harbour:5432', 'books-rw.harbour:5432'],
  ['postgres://u:p@elsewhere:5432/orders', 'postgres://u:p@elsewhere:5432/orders'],
])('rewrites %s to %s', (written, rewritten) => {
  expect(rewriteAddress(written, book)).toBe(rewritten);
});

test('gives a PGHOST that names the cluster its address and its PGPORT, prefix by prefix', () => {
  const environment = {
    PGHOST: 'books-rw',
    OWNER_PGHOST: 'books-rw.shop',
    OWNER_PGPORT: '5432',
    X_PGHOST: 'far',
  };
  expect(rewriteAddresses(environment, book)).toEqual({
    PGHOST: '127.0.0.1',
    PGPORT: '5433',
    OWNER_PGHOST: '127.0.0.1',
    OWNER_PGPORT: '5433',
    X_PGHOST: 'far',
  });
});

test('takes a name without a namespace for one of the own', () => {
  const other = { ...book, namespace: 'harbour' };
  expect(rewriteAddress('http://billing:8002 http://billing.shop:8002', other)).toBe(
    'http://127.0.0.1:21004 http://127.0.0.1:21001',
  );
  expect(rewriteAddresses({ PGHOST: 'books-rw' }, other)).toEqual({ PGHOST: 'books-rw' });
});

test('leaves database names alone where no database runs', () => {
  const environment = { PGHOST: 'books-rw', PGPORT: '5432' };
  expect(rewriteAddresses(environment, { ...book, postgres: null })).toEqual(environment);
});

test('leaves a collector where it is when nobody takes spans on this machine', () => {
  const { otlpPort: _otlpPort, ...without } = book;
  const address = 'http://collector.observability.svc:4318';
  expect(rewriteAddress(address, without)).toBe(address);
});
