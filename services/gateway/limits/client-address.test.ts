import { describe, expect, it } from 'vitest';
import { clientAddress } from './client-address.ts';

const from = (socketAddress: string | undefined, forwarded?: string) => ({
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  socketAddress,
});

describe('the address of a client', () => {
  it.each([
    ['the connection’s own', from('203.0.113.9'), 0, '203.0.113.9'],
    ['not what the client says of itself', from('203.0.113.9', '198.51.100.1'), 0, '203.0.113.9'],
    ['what the one proxy appended', from('10.0.0.1', '198.51.100.1, 203.0.113.9'), 1, '203.0.113.9'],
    ['what the outer of two appended', from('10.0.0.1', 'x, 203.0.113.9, 10.0.0.2'), 2, '203.0.113.9'],
    ['the connection’s own where a proxy appended nothing', from('10.0.0.1'), 1, '10.0.0.1'],
    ['IPv4 behind IPv6', from('::ffff:203.0.113.9'), 0, '203.0.113.9'],
    ['the network of an IPv6 address', from('2001:db8:0:7:a:b:c:d'), 0, '2001:db8:0:7::/64'],
    ['the same, written shorter', from('2001:DB8::7:a:b:c:d'), 0, '2001:db8:0:7::/64'],
    ['the same, with zeros', from('2001:0db8:0000:0007::1'), 0, '2001:db8:0:7::/64'],
    ['loopback', from('::1'), 0, '0:0:0:0::/64'],
    ['unknown when the connection is gone', from(undefined), 0, 'unknown'],
  ] as const)('is %s', (_title, request, trustedHops, expected) => {
    expect(clientAddress(request, trustedHops)).toBe(expected);
  });
});
