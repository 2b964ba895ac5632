import { isIPv4 } from 'node:net';
import { type ParsedHost, parseHost } from './parse-host.ts';

/** The parts of a request that tell from where it comes. */
interface CallerHeaders {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly method?: string | undefined;
  /** Sec-Fetch-Site: how a browser itself judges the page that sends it. */
  readonly fetchSite?: string | undefined;
}

interface CallerRule {
  /** As `parseHost` spells them, besides loopback's: names, and `*.example.com` for every name below one. */
  readonly allowedHosts: readonly string[];
  /** Pages of the very address that is asked, or of every port of a host that is accepted. */
  readonly origins: 'same' | 'accepted';
}

export type HostAccessDecision = { readonly refused: 'host' | 'origin'; readonly reason: string } | null;

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

const defaultPorts: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['https', 443],
]);

/**
 * Whether a request may come to a port that the engine opens on this machine. It listens on loopback only, but a
 * browser of this machine can be made to call it: a page may have its name resolve to 127.0.0.1 (so Host must be an
 * accepted name), or send a request across origins (so Origin must be ours). What is no browser sends neither Origin
 * nor Sec-Fetch-Site.
 */
export function decideHostAccess(caller: CallerHeaders, rule: CallerRule): HostAccessDecision {
  const { origin, method = 'GET', fetchSite } = caller;
  const host = parseHost(caller.host ?? '');
  if (host === null || !isAccepted(host.name, rule)) {
    return {
      refused: 'host',
      reason:
        'Only names of loopback are served here: ask for localhost, 127.0.0.1 or [::1], or start with --allow-host NAME for another.',
    };
  }
  const isForeign =
    origin === undefined
      ? fetchSite === 'cross-site' && !safeMethods.has(method)
      : !isOwnOrigin(origin, host, rule);
  if (!isForeign) return null;
  const reason =
    'Pages of other origins may not ask here; one of your own needs --allow-host NAME at the start.';
  return { refused: 'origin', reason };
}

function isOwnOrigin(origin: string, host: ParsedHost, rule: CallerRule): boolean {
  const [, scheme = '', authority = ''] = /^([a-z][a-z\d+.-]*):\/\/(.*)$/i.exec(origin) ?? [];
  const page = parseHost(authority);
  if (page === null) return false;
  if (rule.origins === 'accepted') return isAccepted(page.name, rule);
  const defaultPort = defaultPorts.get(scheme.toLowerCase());
  // Something in front may have taken TLS off; nothing does for loopback.
  if (defaultPort === undefined || (defaultPort === 443 && isLoopback(page.name))) return false;
  return page.name === host.name && Number(page.port || defaultPort) === Number(host.port || defaultPort);
}

function isAccepted(name: string, { allowedHosts }: CallerRule): boolean {
  return isLoopback(name) || allowedHosts.some((allowed) => matches(name, allowed));
}

/** Nobody on the Internet can have a name below localhost (RFC 6761, 6.3), or a page under an address of loopback. */
function isLoopback(name: string): boolean {
  if (name === 'localhost' || name === '[::1]' || /^[\w-]+(\.[\w-]+)*\.localhost$/.test(name)) return true;
  // The second form is 127.0.0.0/8 as IPv6 has it (RFC 4291, 2.5.5.2).
  return name.startsWith('127.') ? isIPv4(name) : /^\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\]$/.test(name);
}

function matches(name: string, allowed: string): boolean {
  if (!allowed.startsWith('*.')) return name === allowed;
  return name.endsWith(allowed.slice(1)) && name.length >= allowed.length;
}
