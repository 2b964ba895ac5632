import { BlockList, isIP } from 'node:net';

/** Whether an address lies in a block, or is it; null where the block is none. */
export function matchAddress(block: string, address: string | null): boolean | null {
  const [network = '', length, ...rest] = block.split('/');
  const family = isIP(network);
  if (family === 0 || rest.length > 0) return null;
  const widest = family === 4 ? 32 : 128;
  const prefix = length === undefined ? widest : /^\d+$/.test(length) ? Number(length) : Number.NaN;
  if (!(prefix <= widest)) return null;
  if (address === null || isIP(address) !== family) return false;
  const list = new BlockList();
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(network, prefix, kind);
  return list.check(address, kind);
}
