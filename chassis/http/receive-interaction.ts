import type { IncomingHttpHeaders } from 'node:http';
import { headers } from '@petstore/contracts/http';
import { acceptCorrelationId, type Interaction, isUuid, uuidV7 } from '../correlation/index.ts';
import {
  childContext,
  parseTraceparent,
  type Span,
  type TraceContext,
  type Tracer,
} from '../tracing/index.ts';

export interface ReceiveOptions {
  /** The public door: a client's cause is ignored. */
  readonly isEdge: boolean;
  /** Absent where no span is wanted. */
  readonly tracer?: Tracer | undefined;
}

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
export function receiveInteraction(incoming: IncomingHttpHeaders, options: ReceiveOptions): ReceivedRequest {
  const requestId = single(incoming[headers.requestId]);
  const causation = options.isEdge ? undefined : single(incoming[headers.causationId]);
  const authorization = incoming.authorization;
  return {
    interaction: {
      correlationId: acceptCorrelationId(single(incoming[headers.correlationId])),
      messageId: requestId !== undefined && isUuid(requestId) ? requestId.toLowerCase() : uuidV7(),
      ...traceOf(incoming, options.tracer),
      ...(authorization === undefined ? {} : { authorization }),
    },
    causationId: causation !== undefined && isUuid(causation) ? causation.toLowerCase() : null,
  };
}

/** The request's span, named when it is answered, or the context alone of a trace that nobody records here. */
function traceOf(
  incoming: IncomingHttpHeaders,
  tracer: Tracer | undefined,
): { trace: TraceContext; span?: Span } {
  const parent = parseTraceparent(
    single(incoming[headers.traceparent]),
    single(incoming[headers.tracestate]),
  );
  const span = tracer?.startSpan('request', { kind: 'server', parent });
  return span === undefined ? { trace: childContext(parent) } : { trace: span.context, span };
}
