import { expect, test } from 'vitest';
import { decideHostAccess } from './decide-host-access.ts';

const commands = {
  allowedHosts: ['shop.example.com', '*.preview.example.com', '192.168.1.5'],
  origins: 'same',
} as const;
const services = { ...commands, origins: 'accepted' } as const;

test.each([
  ['127.0.0.1:9000', undefined, null],
  ['localhost:9000', undefined, null],
  ['LOCALHOST:9000', undefined, null],
  ['[::1]:9000', undefined, null],
  ['127.0.0.1', undefined, null],
  ['127.8.9.10:1', undefined, null],
  ['shop.localhost:9000', undefined, null],
  ['shop.example.com:8080', undefined, null],
  ['SHOP.example.com', undefined, null],
  ['a.preview.example.com', undefined, null],
  ['a.b.preview.example.com:1', undefined, null],
  ['192.168.1.5:8080', undefined, null],
  ['127.0.0.1:9000', 'http://127.0.0.1:9000', null],
  ['shop.example.com', 'https://shop.example.com', null],
  ['localhost.:9000', undefined, null],
  ['localhost.', undefined, null],
  ['localhost:', undefined, null],
  ['x.localhost.', undefined, null],
  ['my_shop.localhost:9000', undefined, null],
  ['127.1:9000', undefined, null],
  ['127.0.0.1.:9000', undefined, null],
  ['2130706433', undefined, null],
  ['0x7f.0.0.1', undefined, null],
  ['[0:0:0:0:0:0:0:1]:9000', undefined, null],
  ['[0000::0001]', undefined, null],
  ['[::ffff:127.0.0.1]:9000', undefined, null],
  ['Shop.Example.com.:8080', undefined, null],
  ['a.preview.example.com.', undefined, null],
  ['192.168.261', undefined, null],
  ['localhost.:9000', 'http://localhost.:9000', null],
  ['localhost:80', 'http://localhost', null],
  ['127.1:9000', 'http://127.0.0.1:9000', null],
  ['shop.example.com', 'https://shop.example.com:443', null],
  ['localhost..', undefined, 'host'],
  ['.localhost', undefined, 'host'],
  ['.', undefined, 'host'],
  ['evil@localhost', undefined, 'host'],
  ['evil:1@localhost', undefined, 'host'],
  ['localhost/evil', undefined, 'host'],
  ['localhost\\evil', undefined, 'host'],
  ['localhost?evil', undefined, 'host'],
  ['localhost#x', undefined, 'host'],
  ['localhost evil', undefined, 'host'],
  [' localhost', undefined, 'host'],
  ['localhost, evil.example', undefined, 'host'],
  ['%6cocalhost', undefined, 'host'],
  ['local\u00adhost', undefined, 'host'],
  ['local\thost', undefined, 'host'],
  ['localhost:80:80', undefined, 'host'],
  ['localhost:a', undefined, 'host'],
  ['[::1', undefined, 'host'],
  ['[::1]evil', undefined, 'host'],
  ['[::2]', undefined, 'host'],
  ['[::ffff:8.8.8.8]', undefined, 'host'],
  ['127.0.0.1.2', undefined, 'host'],
  [undefined, undefined, 'host'],
  ['', undefined, 'host'],
  ['evil.example:9000', undefined, 'host'],
  ['127.0.0.1.evil.example', undefined, 'host'],
  ['evil.example#.localhost', undefined, 'host'],
  ['notlocalhost', undefined, 'host'],
  ['0.0.0.0:9000', undefined, 'host'],
  ['127.evil.example', undefined, 'host'],
  ['preview.example.com', undefined, 'host'],
  ['.preview.example.com', undefined, 'host'],
  ['evilshop.example.com', undefined, 'host'],
  ['127.0.0.1:9000', 'http://evil.example', 'origin'],
  ['127.0.0.1:9000', 'http://127.0.0.1:3000', 'origin'],
  ['127.0.0.1:9000', 'https://127.0.0.1:9000', 'origin'],
  ['127.0.0.1:9000', 'http://evil@127.0.0.1:9000', 'origin'],
  ['127.0.0.1:9000', 'ftp://127.0.0.1:9000', 'origin'],
  ['127.0.0.1:9000', 'null', 'origin'],
  ['127.0.0.1:9000', '', 'origin'],
] as const)('of Host %s and Origin %s it refuses %s', (host, origin, refused) => {
  expect(decideHostAccess({ host, origin }, commands)?.refused ?? null).toBe(refused);
});

test.each([
  ['http://127.0.0.1:3000', null],
  ['https://localhost:8443', null],
  ['https://shop.example.com', null],
  ['http://a.preview.example.com:81', null],
  ['http://evil.example', 'origin'],
  ['http://localhost.evil.example', 'origin'],
  ['http://localhost.:3000', null],
  ['http://127.1:3000', null],
  ['http://evil.example@localhost', 'origin'],
  ['http://localhost/evil', 'origin'],
  ['http://localhost#evil.example', 'origin'],
  ['null', 'origin'],
  ['file://', 'origin'],
] as const)('of a page of %s that asks a Service it refuses %s', (origin, refused) => {
  expect(decideHostAccess({ host: 'localhost:8080', origin }, services)?.refused ?? null).toBe(refused);
});

test.each([
  ['POST', 'cross-site', 'origin'],
  ['DELETE', 'cross-site', 'origin'],
  ['GET', 'cross-site', null],
  ['POST', 'same-origin', null],
  ['POST', 'none', null],
  ['POST', undefined, null],
] as const)(
  'of a %s without Origin and with Sec-Fetch-Site %s it refuses %s',
  (method, fetchSite, refused) => {
    const caller = { host: 'localhost:8080', origin: undefined, method, fetchSite };
    expect(decideHostAccess(caller, services)?.refused ?? null).toBe(refused);
  },
);
