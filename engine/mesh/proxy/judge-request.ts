import type { IncomingMessage } from 'node:http';
import { refusalOfHead } from '@petstore/chassis/inbound';
import { decideHostAccess } from '../../machine/host-access/decide-host-access.ts';
import {
  type Failure,
  foreignOrigin,
  hostNotAllowed,
  notForwardable,
  unsupportedTransferEncoding,
} from './classify-failure.ts';
import type { ForwardedRequest } from './forwarded-headers.ts';

interface RequestLine {
  readonly target: string;
  readonly httpVersion: string;
}

export interface Refusal {
  readonly failure: Failure;
  readonly detail: string;
}

/** What a parser lets through and a proxy must not: each of these means different things to different callees. */
export function judgeRequest(line: RequestLine, forwarded: ForwardedRequest): Refusal | undefined {
  const detail = refusalOfHead({ ...line, hosts: forwarded.hosts });
  if (detail !== undefined) return { failure: notForwardable, detail };
  if (forwarded.transferEncoding !== undefined && forwarded.transferEncoding !== 'chunked') {
    return {
      failure: unsupportedTransferEncoding,
      detail: 'Send the body chunked, or with a content-length.',
    };
  }
  return undefined;
}

/**
 * Whether a request may come to a host port, where browsers of this machine can call. Its headers are looked through
 * once, unparsed.
 */
export function judgeCaller(
  { rawHeaders, method }: Pick<IncomingMessage, 'rawHeaders' | 'method'>,
  allowedHosts: readonly string[],
): Refusal | undefined {
  let host: string | undefined;
  let origin: string | undefined;
  let fetchSite: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length !== 4 && name.length !== 6 && name.length !== 14) continue;
    const lowerName = name.toLowerCase();
    if (lowerName === 'host') host = rawHeaders[index + 1];
    else if (lowerName === 'origin') origin = rawHeaders[index + 1];
    else if (lowerName === 'sec-fetch-site') fetchSite = rawHeaders[index + 1];
  }
  const decision = decideHostAccess(
    { host, origin, method, fetchSite },
    { allowedHosts, origins: 'accepted' },
  );
  if (decision === null) return undefined;
  return { failure: decision.refused === 'host' ? hostNotAllowed : foreignOrigin, detail: decision.reason };
}
