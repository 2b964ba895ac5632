import type { PgConnectionOptions } from '@petstore/chassis/postgres';

type ServerUrl = { readonly connection: PgConnectionOptions } | { readonly refused: string };

/** Services and engine connect without TLS; these modes of libpq accept that. */
const plainModes: readonly string[] = ['disable', 'allow', 'prefer'];

/**
 * Reads `postgresql://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=...`; the reason of a refusal never repeats the
 * password.
 */
export function parseServerUrl(text: string): ServerUrl {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol))
    return { refused: 'it is no URL of the form postgresql://USER:PASSWORD@HOST:PORT/DATABASE' };
  if (url.hostname === '') return { refused: 'it names no host' };
  if (url.username === '') return { refused: 'it names no user' };
  const unknown = [...url.searchParams.keys()].filter((name) => name !== 'sslmode');
  if (unknown.length > 0) return { refused: `${unknown.join(', ')} cannot be set: only sslmode can` };
  const mode = url.searchParams.get('sslmode') ?? 'prefer';
  if (!plainModes.includes(mode)) {
    return {
      refused: `sslmode=${mode} cannot be obeyed: the services connect without TLS; use a tunnel with sslmode=disable`,
    };
  }
  if (/%00/.test(text)) return { refused: 'a part of it holds a NUL byte (%00)' };
  try {
    return {
      connection: {
        host: url.hostname.replace(/^\[|\]$/g, ''),
        port: url.port === '' ? 5432 : Number(url.port),
        database: decodeURIComponent(url.pathname.slice(1)) || 'postgres',
        user: decodeURIComponent(url.username),
        password: decodeURIComponent(url.password),
      },
    };
  } catch {
    return { refused: 'a % in it is no escape: write %25' };
  }
}
