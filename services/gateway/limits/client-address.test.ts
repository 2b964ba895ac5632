import { describe, expect, it } from 'vitest';
import { clientAddress } from './client-address.ts';

const from = (socketAddress: string | undefined, forwarded?: string) => ({
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  socketAddress,
});

describe('the address of a client', () => {
  it.each([
    ['the peer address of the connection', from('203.0.113.9'), 0, '203.0.113.9'],
    ['not the address that the client sends', from('203.0.113.9', '198.51.100.1'), 0, '203.0.113.9'],
    [
      'the entry that the one proxy appended',
      from('10.0.0.1', '198.51.100.1, 203.0.113.9'),
      1,
      '203.0.113.9',
    ],
    [
      'the entry that the outer of two proxies appended',
      from('10.0.0.1', 'x, 203.0.113.9, 10.0.0.2'),
      2,
      '203.0.113.9',
    ],
    ['the peer address if the proxy appended nothing', from('10.0.0.1'), 1, '10.0.0.1'],
    ['IPv4 behind IPv6', from('::ffff:203.0.113.9'), 0, '203.0.113.9'],
    ['the network of an IPv6 address', from('2001:db8:0:7:a:b:c:d'), 0, '2001:db8:0:7::/64'],
    ['the same network, abbreviated', from('2001:DB8::7:a:b:c:d'), 0, '2001:db8:0:7::/64'],
    ['the same network, with zeros', from('2001:0db8:0000:0007::1'), 0, '2001:db8:0:7::/64'],
    ['loopback', from('::1'), 0, '0:0:0:0::/64'],
    ['unknown if the connection is closed', from(undefined), 0, 'unknown'],
  ] as const)('is %s', (_title, request, trustedHops, expected) => {
    expect(clientAddress(request, trustedHops)).toBe(expected);
  });
});
