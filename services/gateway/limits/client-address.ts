import type { IncomingHttpHeaders } from 'node:http';
import { isIPv6 } from 'node:net';

interface AddressedRequest {
  readonly headers: IncomingHttpHeaders;
  /** Peer address of the connection. */
  readonly socketAddress: string | undefined;
}

/**
 * Address of the client of a request. Of X-Forwarded-For only the last `trustedHops` entries, which trusted proxies
 * appended, are used; entries that the client sent are ignored. Without trusted proxies it is the peer address of the
 * connection.
 */
export function clientAddress({ headers, socketAddress }: AddressedRequest, trustedHops: number): string {
  const entries = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const forwarded = trustedHops === 0 ? undefined : entries.at(-trustedHops);
  return networkOf(forwarded ?? socketAddress ?? 'unknown');
}

/**
 * Reduces IPv6 to its /64 network, in which a client can choose a new address for each request; IPv4-mapped IPv6
 * becomes IPv4.
 */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address.toLowerCase();
  const [before = '', after] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const tail = groups(after ?? '');
  const missing = after === undefined ? 0 : 8 - groups(before).length - tail.length;
  const all = [...groups(before), ...Array<string>(Math.max(0, missing)).fill('0'), ...tail];
  const network = all.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${network.join(':')}::/64`;
}
