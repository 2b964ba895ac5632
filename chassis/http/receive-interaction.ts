import type { IncomingHttpHeaders } from 'node:http';
import { headers } from '@petstore/contracts/http';
import { acceptCorrelationId, type Interaction, isUuid, uuidV7 } from '../correlation/index.ts';
import { childContext, parseTraceparent } from '../tracing/index.ts';

export interface ReceivedRequest {
  readonly interaction: Interaction;
  readonly causationId: string | null;
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/**
 * Reads a request's place in its customer interaction. At the edge a client's cause is ignored: its requests are roots.
 * Message ids count only if they are UUIDs; a fresh one is minted otherwise.
 */
export function receiveInteraction(incoming: IncomingHttpHeaders, isEdge: boolean): ReceivedRequest {
  const requestId = single(incoming[headers.requestId]);
  const causation = isEdge ? undefined : single(incoming[headers.causationId]);
  const parent = parseTraceparent(
    single(incoming[headers.traceparent]),
    single(incoming[headers.tracestate]),
  );
  const authorization = incoming.authorization;
  return {
    interaction: {
      correlationId: acceptCorrelationId(single(incoming[headers.correlationId])),
      messageId: requestId !== undefined && isUuid(requestId) ? requestId.toLowerCase() : uuidV7(),
      trace: childContext(parent),
      ...(authorization === undefined ? {} : { authorization }),
    },
    causationId: causation !== undefined && isUuid(causation) ? causation.toLowerCase() : null,
  };
}
