/** The headers of a request that tell from where it comes. */
export interface CallerHeaders {
  readonly host: string | undefined;
  readonly origin: string | undefined;
}

export type CallerDecision = { readonly refused: 'host' | 'origin'; readonly reason: string } | null;

const loopbackNames = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Whether a request may command the engine. It listens on loopback only, but a browser of this machine can be made to call it: a page may
 * have its name resolve to 127.0.0.1 (so Host must be a name of loopback), or send a request across origins (so Origin must be ours).
 */
export function decideCaller({ host, origin }: CallerHeaders): CallerDecision {
  const name = host?.toLowerCase().replace(/:\d+$/, '');
  if (name === undefined || !loopbackNames.has(name)) {
    return {
      refused: 'host',
      reason: 'Ask for 127.0.0.1, localhost or [::1]: no other name is served here.',
    };
  }
  if (origin === undefined || origin.toLowerCase() === `http://${host?.toLowerCase()}`) return null;
  return { refused: 'origin', reason: 'Pages of other origins may not command the engine.' };
}
