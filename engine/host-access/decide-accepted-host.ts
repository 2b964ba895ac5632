import { isIPv4 } from 'node:net';

/** The parts of a request that tell from where it comes. */
interface CallerHeaders {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly method?: string | undefined;
  /** Sec-Fetch-Site: how a browser itself judges the page that sends it. */
  readonly fetchSite?: string | undefined;
}

interface CallerRule {
  /** In lower case, besides loopback's: names, and `*.example.com` for every name below one. */
  readonly allowedHosts: readonly string[];
  /** Pages of the very address that is asked, or of every port of a host that is accepted. */
  readonly origins: 'same' | 'accepted';
}

export type HostAccessDecision = { readonly refused: 'host' | 'origin'; readonly reason: string } | null;

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a request may come to a port that the engine opens on this machine. It listens on loopback only, but a
 * browser of this machine can be made to call it: a page may have its name resolve to 127.0.0.1 (so Host must be an
 * accepted name), or send a request across origins (so Origin must be ours). What is no browser sends neither Origin
 * nor Sec-Fetch-Site.
 */
export function decideHostAccess(caller: CallerHeaders, rule: CallerRule): HostAccessDecision {
  const { host, origin, method = 'GET', fetchSite } = caller;
  if (host === undefined || !isAccepted(nameOf(host), rule)) {
    return {
      refused: 'host',
      reason:
        'Only names of loopback are served here: ask for localhost, 127.0.0.1 or [::1], or start with --allow-host NAME for another.',
    };
  }
  const isForeign =
    origin === undefined
      ? fetchSite === 'cross-site' && !safeMethods.has(method)
      : !isOwnOrigin(origin.toLowerCase(), host.toLowerCase(), rule);
  if (!isForeign) return null;
  const reason =
    'Pages of other origins may not ask here; one of your own needs --allow-host NAME at the start.';
  return { refused: 'origin', reason };
}

function isOwnOrigin(origin: string, host: string, rule: CallerRule): boolean {
  if (origin === `http://${host}`) return true;
  // Something in front may have taken TLS off; nothing does for loopback.
  if (rule.origins === 'same') return origin === `https://${host}` && !isLoopback(nameOf(host));
  return URL.canParse(origin) && isAccepted(new URL(origin).hostname, rule);
}

function nameOf(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '');
}

function isAccepted(name: string, { allowedHosts }: CallerRule): boolean {
  return isLoopback(name) || allowedHosts.some((allowed) => matches(name, allowed));
}

/** Nobody on the Internet can have a name below localhost (RFC 6761, 6.3), or a page under an address of loopback. */
function isLoopback(name: string): boolean {
  if (name === 'localhost' || name === '[::1]' || /^[a-z0-9-]+(\.[a-z0-9-]+)*\.localhost$/.test(name))
    return true;
  return isIPv4(name) && name.startsWith('127.');
}

function matches(name: string, allowed: string): boolean {
  if (!allowed.startsWith('*.')) return name === allowed;
  return name.endsWith(allowed.slice(1)) && name.length >= allowed.length;
}
