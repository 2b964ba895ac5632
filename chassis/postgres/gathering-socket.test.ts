import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { GatheringSocket } from './gathering-socket.ts';

/** Counts writes to the operating system. */
class CountingSocket extends GatheringSocket {
  readonly calls: number[] = [];

  override _writev(...[chunks, done]: Parameters<NonNullable<GatheringSocket['_writev']>>): void {
    this.calls.push(chunks.length);
    super._writev?.(chunks, done);
  }

  override _write(...[chunk, encoding, done]: Parameters<GatheringSocket['_write']>): void {
    this.calls.push(1);
    super._write(chunk, encoding, done);
  }
}

it('writes everything of one turn in one call and in order, and ends after it', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const socket = new CountingSocket();
  const arriving = once(server, 'connection');
  socket.connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [[peer]] = await Promise.all([arriving, once(socket, 'connect')]);
  const said = text(peer);
  const say = (word: string) => {
    socket.cork();
    socket.write(word);
    socket.write(Buffer.from(';'));
    socket.uncork();
  };
  say('begin');
  say('read');
  await new Promise((resolve) => socket.write('', resolve));
  expect(socket.calls).toEqual([5]);
  say('change');
  say('commit');
  socket.end();
  expect(await said).toBe('begin;read;change;commit;');
  expect(socket.calls).toEqual([5, 4]);
});
