import type { IncomingHttpHeaders } from 'node:http';
import { isIPv6 } from 'node:net';

export interface AddressedRequest {
  readonly headers: IncomingHttpHeaders;
  /** The address of whoever opened the connection. */
  readonly socketAddress: string | undefined;
}

/**
 * The address that a request came from. What a client writes into X-Forwarded-For counts for nothing: only the last `trustedHops`
 * entries, which our own proxies appended, are read, and without such proxies it is the connection's own address.
 */
export function clientAddress({ headers, socketAddress }: AddressedRequest, trustedHops: number): string {
  const entries = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const forwarded = trustedHops === 0 ? undefined : entries.at(-trustedHops);
  return networkOf(forwarded ?? socketAddress ?? 'unknown');
}

/** One customer has a whole /64 of IPv6 and could take a new address for each request; IPv4 written as IPv6 is IPv4. */
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
