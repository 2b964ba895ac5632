import type { IncomingMessage } from 'node:http';
import { decideCaller } from '../../control-api/decide-caller.ts';
import { foreignOrigin, hostNotAllowed } from './classify-failure.ts';
import type { Refusal } from './judge-request.ts';

/** Whether a request may come to a host port, where browsers of this machine can call. Its headers are looked through once, unparsed. */
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
  const decision = decideCaller({ host, origin, method, fetchSite }, { allowedHosts, origins: 'accepted' });
  if (decision === null) return undefined;
  return { failure: decision.refused === 'host' ? hostNotAllowed : foreignOrigin, detail: decision.reason };
}
