import { messageOf } from '@petstore/chassis/errors';
import type { Logger } from '@petstore/chassis/logging';
import { apiErrors } from '../errors.ts';
import type { StoredKind } from '../objects/api-object.ts';
import { keyOf } from '../store/object-key.ts';
import type { Journal, ObjectChange } from '../store/object-store.ts';
import type { LogRecord } from './log-lines.ts';
import type { ObjectLog } from './object-log.ts';

interface ObjectJournalOptions {
  readonly declared: ObjectLog;
  readonly secrets: ObjectLog;
  readonly lastVersion: number;
  readonly logger: Pick<Logger, 'warn'>;
}

/** What follows from the others, or is only true while this run lasts. */
const forgottenKinds: ReadonlySet<StoredKind> = new Set([
  'Pod',
  'Endpoints',
  'EndpointSlice',
  'Event',
  'Node',
]);

/**
 * The versions of what is not kept are taken from a range that is: the next run begins above it. Reserving is
 * tried again from the middle of the range on, so that a full disk has to last for thousands of changes to matter, and
 * even then only if the clock went back.
 */
const reservedAtOnce = 10_000;

/** Keeps Secrets apart from other objects, so that those can be shown to somebody. */
export class ObjectJournal implements Journal {
  readonly #options: ObjectJournalOptions;
  #reserved: number;
  #isReservingInVain = false;

  constructor(options: ObjectJournalOptions) {
    this.#options = options;
    this.#reserved = options.lastVersion;
    this.#reserve(options.lastVersion);
  }

  /** Throws `object-not-kept` where the disk is full. */
  append(change: ObjectChange): void {
    const { object } = change;
    const version = Number(object.metadata.resourceVersion);
    if (version > this.#reserved - reservedAtOnce / 2) this.#reserve(version);
    if (forgottenKinds.has(object.kind)) return;
    const log = object.kind === 'Secret' ? this.#options.secrets : this.#options.declared;
    try {
      log.append(change.type === 'DELETED' ? { delete: keyOf(object), version } : { put: object });
    } catch (error) {
      throw apiErrors.create('object-not-kept', {
        message: `The change of ${object.kind} ${object.metadata.name} could not be written to the data folder, so it was not made: ${messageOf(error)}.`,
        cause: error,
      });
    }
    this.#compactOutgrown(log);
  }

  close(): void {
    this.#options.declared.close();
    this.#options.secrets.close();
  }

  #reserve(version: number): void {
    const record: LogRecord = { reserved: version + reservedAtOnce };
    try {
      this.#options.declared.append(record);
      this.#reserved = record.reserved;
      this.#isReservingInVain = false;
    } catch (error) {
      if (!this.#isReservingInVain)
        this.#options.logger.warn({ err: error }, 'the data folder cannot be written to');
      this.#isReservingInVain = true;
    }
  }

  #compactOutgrown(log: ObjectLog): void {
    if (!log.isOutgrown) return;
    try {
      log.compact();
    } catch (error) {
      // The change itself is kept: nobody has to hear of it.
      this.#options.logger.warn(
        { err: error },
        'the log of objects could not be rewritten, and goes on growing',
      );
    }
  }
}
