import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { isAppError } from '../../errors/index.ts';
import type { Logger } from '../../logging/index.ts';
import { eventErrors } from '../errors.ts';

export interface NatsOptions {
  /** `nats://HOST:PORT`; several are separated by commas. */
  readonly url: string;
  /** Name of the connection on the server. */
  readonly service: string;
  /** Name of the stream and first word of its subjects; created if missing. `petstore-events` by default. */
  readonly stream?: string;
  /** Retention of a new stream; an existing one keeps its own limits. */
  readonly keptHours: number;
  readonly logger: Logger;
}

/** A connection and the stream's clients on it. */
export interface NatsSession {
  readonly connection: NatsConnection;
  readonly streams: JetStreamManager;
  readonly client: JetStreamClient;
  readonly stream: string;
  /** Recreates a stream that was deleted while the connection was open. */
  readonly makeMissingStream: () => Promise<void>;
}

export interface NatsConnector {
  /** Connects on the first call; throws `event-bus-unavailable`. */
  session(): Promise<NatsSession>;
  close(): Promise<void>;
}

const nanosecondsPerHour = 3_600e9;
/** How long the server deduplicates message ids; consumers' inboxes deduplicate later repetitions. */
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

/** Any failure of the client as `event-bus-unavailable`, which is retried. */
export function asUnavailable(error: unknown): Error {
  // Wrapping a second time would repeat the same message before its cause.
  if (isAppError(error) && error.code === 'event-bus-unavailable') return error;
  return eventErrors.create('event-bus-unavailable', { cause: error });
}

/** Loads the client lazily, so that services with another bus do not pay for it. */
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
    // Services that create the stream at the same time pass the same settings, which the server accepts.
    await streams.add({
      name: stream,
      subjects: [`${stream}.>`],
      storage: StorageType.File,
      max_age: keptHours * nanosecondsPerHour,
      duplicate_window: duplicateWindowNanoseconds,
    });
    logger.info({ stream }, 'the event stream was created');
  }
}
