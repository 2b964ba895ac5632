import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Waits on behalf of a request that asked for it (a long poll): it no longer counts as active, so that load shedding
 * sees only work, and the wait is left out of the histogram of durations, which says how fast the service is. Logs,
 * spans and records of requests keep the whole time. `gone` aborts when the client disconnects.
 */
export async function holdRequest<Result>(
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  wait: (gone: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const gone = new AbortController();
  const leave = () => gone.abort('the client is gone');
  const startedAt = performance.now();
  request.leaveActive?.();
  reply.raw.once('close', leave);
  try {
    if (reply.raw.destroyed) leave();
    return await wait(gone.signal);
  } finally {
    reply.raw.removeListener('close', leave);
    request.heldMs += performance.now() - startedAt;
  }
}
