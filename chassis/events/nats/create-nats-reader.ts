import type { ConsumerMessages } from '@nats-io/jetstream';
import type { BusReader, LoggedEvent } from '../event-bus.ts';
import { asUnavailable, type NatsConnector, type NatsSession } from './connect-nats.ts';
import { decodeMessage } from './nats-message.ts';

/** What a consumer that falls behind holds in memory; the server keeps the rest. */
const mostBuffered = 500;

/** What the server sends from one place on. */
interface Flow {
  readonly messages: ConsumerMessages;
  /** In the stream's order. */
  readonly buffer: LoggedEvent[];
  /** Sequence behind which the buffer begins, and up to which everything came in. */
  begin: number;
  end: number;
  hasEnded: boolean;
  resume: () => void;
}

/** Events as an ordered consumer of the stream receives them; the consumer's own place decides from where on. */
export function createNatsReader(connector: NatsConnector, types: readonly string[]): BusReader {
  const wanted = new Set(types);
  let flow: Flow | undefined;
  let tell: () => void = () => undefined;

  async function flowAfter(session: NatsSession, position: number): Promise<Flow> {
    if (flow !== undefined && !flow.hasEnded && flow.begin <= position && position <= flow.end) return flow;
    flow?.messages.stop();
    flow = await openFlow(session, position);
    receive(flow, { wanted, onEvent: () => tell() });
    return flow;
  }

  return {
    async read(after, size) {
      try {
        const session = await connector.session();
        const current = await flowAfter(session, after.position);
        dropUntil(current, after.position);
        const events = current.buffer.slice(0, size);
        if (events.length > 0) return { events, isHeldBack: false };
        const { state } = await session.streams.streams.info(session.stream);
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

async function openFlow({ client, stream }: NatsSession, position: number): Promise<Flow> {
  const consumer = await client.consumers.get(stream, { opt_start_seq: position + 1 });
  const messages = await consumer.consume({ max_messages: mostBuffered });
  return {
    messages,
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

/** Goes on beside the reads until the flow is stopped; what it cannot read ends the flow, and the next read begins another. */
async function receive(flow: Flow, { wanted, onEvent }: Reception): Promise<void> {
  try {
    for await (const message of flow.messages) {
      const event = decodeMessage(message, wanted);
      flow.buffer.push(event);
      flow.end = event.position;
      if (event.is_wanted) onEvent();
      if (flow.buffer.length < mostBuffered) continue;
      await new Promise<void>((resolve) => {
        flow.resume = resolve;
      });
    }
  } catch {
    // The next read finds the flow ended and says what is the matter.
  }
  flow.hasEnded = true;
}
