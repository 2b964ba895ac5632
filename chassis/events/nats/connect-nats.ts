import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { isAppError } from '../../errors/index.ts';
import type { Logger } from '../../logging/index.ts';
import { eventErrors } from '../errors.ts';

export interface NatsOptions {
  /** `nats://HOST:PORT`, several with commas between. */
  readonly url: string;
  /** Shown among the server's connections. */
  readonly service: string;
  /** Name of the stream and first word of its subjects; made when it is not there. `petstore-events` by default. */
  readonly stream?: string;
  /** How long a new stream keeps events; one that is there keeps its own limits. */
  readonly keptHours: number;
  readonly logger: Logger;
}

/** A connection with the stream on it. */
export interface NatsSession {
  readonly connection: NatsConnection;
  readonly streams: JetStreamManager;
  readonly client: JetStreamClient;
  readonly stream: string;
  /** For a stream that was lost while the connection was there. */
  readonly makeMissingStream: () => Promise<void>;
}

export interface NatsConnector {
  /** Connects when it is first asked for; throws `event-bus-unavailable`. */
  session(): Promise<NatsSession>;
  close(): Promise<void>;
}

const nanosecondsPerHour = 3_600e9;
/** How long the server remembers message ids; what comes again later is absorbed by the inboxes. */
const duplicateWindowNanoseconds = 600e9;

export function createNatsConnector(options: NatsOptions): NatsConnector {
  let opening: Promise<NatsSession> | undefined;
  return {
    async session() {
      opening ??= open(options);
      try {
        const session = await opening;
        if (!session.connection.isClosed()) return session;
      } catch (error) {
        opening = undefined;
        throw asUnavailable(error);
      }
      opening = undefined;
      throw eventErrors.create('event-bus-unavailable');
    },
    async close() {
      const session = await opening?.catch(() => undefined);
      await session?.connection.close();
    },
  };
}

/** Whatever the client says of a connection or a stream; the next try may go through. */
export function asUnavailable(error: unknown): Error {
  // A session that could not be opened is such a failure already; twice around, its reason stands behind the same words again.
  if (isAppError(error) && error.code === 'event-bus-unavailable') return error;
  return eventErrors.create('event-bus-unavailable', { cause: error });
}

/** The client is loaded here and not before: who has another bus pays nothing for it. */
async function open(options: NatsOptions): Promise<NatsSession> {
  const { url, service, stream = 'petstore-events' } = options;
  const [transport, jetstream] = await Promise.all([
    import('@nats-io/transport-node'),
    import('@nats-io/jetstream'),
  ]);
  const connection = await transport.connect({
    servers: url.split(','),
    name: service,
    maxReconnectAttempts: -1,
    timeout: 5_000,
  });
  try {
    const streams = await jetstream.jetstreamManager(connection);
    const makeMissingStream = () => makeMissing(streams, jetstream, { ...options, stream });
    await makeMissingStream();
    return { connection, streams, client: jetstream.jetstream(connection), stream, makeMissingStream };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function makeMissing(
  { streams }: JetStreamManager,
  { JetStreamApiError, JetStreamApiCodes, StorageType }: typeof import('@nats-io/jetstream'),
  { stream, keptHours, logger }: NatsOptions & { readonly stream: string },
): Promise<void> {
  try {
    await streams.info(stream);
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || error.code !== JetStreamApiCodes.StreamNotFound) throw error;
    // Two services that make it at once make the same one, which the server takes.
    await streams.add({
      name: stream,
      subjects: [`${stream}.>`],
      storage: StorageType.File,
      max_age: keptHours * nanosecondsPerHour,
      duplicate_window: duplicateWindowNanoseconds,
    });
    logger.info({ stream }, 'the stream of events was made');
  }
}
