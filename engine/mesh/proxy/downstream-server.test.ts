import { expect, test } from 'vitest';
import { headWithoutUpgrade, isUpgradable } from './downstream-server.ts';

test('writes the head again without the offer, and with all else', () => {
  const rawHeaders = [
    ...['Host', 'callee', 'Connection', 'Upgrade, HTTP2-Settings', 'Upgrade', 'h2c'],
    ...['HTTP2-Settings', 'AAMA', 'X-Name', 'a,b'],
  ];
  const request = { method: 'POST', url: '/v1/a?b=c', httpVersion: '1.1', rawHeaders };
  expect(headWithoutUpgrade(request)).toBe(
    'POST /v1/a?b=c HTTP/1.1\r\nHost: callee\r\nConnection:  HTTP2-Settings\r\nHTTP2-Settings: AAMA\r\nX-Name: a,b\r\n\r\n',
  );
});

test.each([
  ['GET', {}, true],
  ['GET', { 'content-length': '0' }, true],
  ['GET', { 'content-length': '5' }, false],
  ['GET', { 'transfer-encoding': 'chunked' }, false],
  ['POST', {}, false],
] as const)('%s with %j can switch: %j', (method, headers, expected) => {
  expect(isUpgradable({ method, headers })).toBe(expected);
});
