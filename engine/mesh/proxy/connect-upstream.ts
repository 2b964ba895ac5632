import { connect, type Socket } from 'node:net';
import type { buildConnector } from 'undici';

/** How the pool of one endpoint opens its connections. */
export function connectUpstream(port: number): buildConnector.connector {
  return (_options, callback) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    const onError = (error: Error) => callback(error, null);
    socket.once('error', onError);
    socket.once('connect', () => {
      socket.off('error', onError);
      deferWriteErrors(socket);
      callback(null, socket);
    });
  };
}

type Written = (error?: Error | null) => void;

/**
 * A callee that refuses a body early (413) answers and closes while the body is still being sent. The failing write would
 * end the connection before the answer that already lies in its buffer is read, so it is reported only after
 * another look at what can be read.
 */
function deferWriteErrors(socket: Socket): void {
  const { _write: write, _writev: writev } = socket;
  socket._write = (chunk, encoding, written) => write.call(socket, chunk, encoding, deferring(written));
  if (writev !== undefined)
    socket._writev = (chunks, written) => writev.call(socket, chunks, deferring(written));
}

function deferring(written: Written): Written {
  return (error) => {
    // Two turns: the first immediate may run before the poll that would find the answer.
    if (error) setImmediate(() => setImmediate(written, error));
    else written();
  };
}
