import type { ConsumerMessages } from '@nats-io/jetstream';
import type { BusPlace, BusReader, LoggedEvent } from '../event-bus.ts';
import { asUnavailable, type NatsConnector, type NatsSession } from './connect-nats.ts';
import { decodeMessage, type StreamIdentity } from './nats-message.ts';

/** Most events that are buffered in memory for a slow consumer; the server keeps the rest. */
const mostBuffered = 500;

/** A subscription that starts at one position of the stream. */
interface Flow {
  readonly messages: ConsumerMessages;
  readonly stream: StreamIdentity;
  /** In the stream's order. */
  readonly buffer: LoggedEvent[];
  /** Sequence number before the buffer's first event; everything up to it was received. */
  begin: number;
  end: number;
  hasEnded: boolean;
  resume: () => void;
}

/** Reads events through an ordered consumer of the stream; the consumer's own offset decides where it starts. */
export function createNatsReader(connector: NatsConnector, types: readonly string[]): BusReader {
  const wanted = new Set(types);
  let flow: Flow | undefined;
  let tell: () => void = () => undefined;

  async function flowAfter(session: NatsSession, after: BusPlace): Promise<Flow> {
    if (flow !== undefined && !flow.hasEnded) {
      const position = positionIn(flow.stream, after);
      if (flow.begin <= position && position <= flow.end) return flow;
    }
    flow?.messages.stop();
    flow = await openFlow(session, after);
    receive(flow, { wanted, onEvent: () => tell() });
    return flow;
  }

  return {
    async read(after, size) {
      try {
        const session = await connector.session();
        const current = await flowAfter(session, after);
        dropUntil(current, positionIn(current.stream, after));
        const events = current.buffer.slice(0, size);
        if (events.length > 0) return { events, isHeldBack: false };
        const { state, created } = await session.streams.streams.info(session.stream);
        if (epochOf(created) !== current.stream.epoch) {
          current.hasEnded = true;
          return { events: [], isHeldBack: true };
        }
        return { events: current.buffer.slice(0, size), isHeldBack: state.last_seq > current.end };
      } catch (error) {
        flow?.messages.stop();
        flow = undefined;
        throw asUnavailable(error);
      }
    },
    onNews(listener) {
      tell = listener;
    },
  };
}

/**
 * Digits that sort as the creation times do; milliseconds of the server's nanoseconds suffice to tell two streams
 * apart.
 */
function epochOf(created: string): string {
  return String(Date.parse(created));
}

/** Sequence number of a position; 0 for a position of an earlier, lost stream, because all of this one is new. */
function positionIn({ epoch }: StreamIdentity, { transactionId, position }: BusPlace): number {
  return transactionId === epoch ? position : 0;
}

async function openFlow({ client, streams, stream: name }: NatsSession, after: BusPlace): Promise<Flow> {
  const { created } = await streams.streams.info(name);
  const stream = { name, epoch: epochOf(created) };
  const position = positionIn(stream, after);
  const consumer = await client.consumers.get(name, { opt_start_seq: position + 1 });
  const messages = await consumer.consume({ max_messages: mostBuffered });
  return {
    messages,
    stream,
    buffer: [],
    begin: position,
    end: position,
    hasEnded: false,
    resume: () => undefined,
  };
}

function dropUntil(flow: Flow, position: number): void {
  const first = flow.buffer.findIndex((event) => event.position > position);
  flow.buffer.splice(0, first === -1 ? flow.buffer.length : first);
  flow.begin = position;
  if (flow.buffer.length < mostBuffered) flow.resume();
}

interface Reception {
  readonly wanted: ReadonlySet<string>;
  readonly onEvent: () => void;
}

/** Receives in the background until the flow is stopped; an error ends the flow, and the next read starts another. */
async function receive(flow: Flow, { wanted, onEvent }: Reception): Promise<void> {
  try {
    for await (const message of flow.messages) {
      const event = decodeMessage(message, flow.stream, wanted);
      flow.buffer.push(event);
      flow.end = event.position;
      if (event.is_wanted) onEvent();
      if (flow.buffer.length < mostBuffered) continue;
      await new Promise<void>((resolve) => {
        flow.resume = resolve;
      });
    }
  } catch {
    // The next read finds the flow ended and reports the error.
  }
  flow.hasEnded = true;
}
