import { expect, test } from 'vitest';
import { listeningInodes } from './find-port-owner.ts';

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:2328 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000000000000000 100 0 0 10 0
   1: 0100007F:2328 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0000000000000000 20 4 30 10 -1
   2: 00000000:12A9 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0000000000000000 100 0 0 10 0
`;

test('finds the socket that listens, not one that is connected', () => {
  expect(listeningInodes(table, 9000)).toEqual(['4711']);
});

test('finds nothing for a port that nobody listens on', () => {
  expect(listeningInodes(table, 9001)).toEqual([]);
});
