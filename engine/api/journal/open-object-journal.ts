import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { isAppError, messageOf } from '@petstore/chassis/errors';
import type { Logger } from '@petstore/chassis/logging';
import type { Clock } from '@petstore/chassis/time';
import { apiErrors } from '../errors.ts';
import type { Stored } from '../objects/api-object.ts';
import type { Journal } from '../store/object-store.ts';
import { type LogContent, logFormat } from './log-lines.ts';
import { ObjectJournal } from './object-journal.ts';
import { ObjectLog, readLogFile, setAside } from './object-log.ts';

interface JournalOptions {
  /** Made if it is not there; only its owner can look into it. */
  readonly directory: string;
  /** Wall time. */
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Pick<Logger, 'warn'>;
  /** Forgets everything but Secrets. */
  readonly isFresh?: boolean;
}

interface OpenedJournal {
  /** What an earlier run kept, in the order of its creation. */
  readonly objects: readonly Stored[];
  /** No resourceVersion of an earlier run was higher. */
  readonly lastVersion: number;
  readonly journal: Journal & { close(): void };
  /** Sentences about what was damaged, what is lost by it, and where the damaged file is now. */
  readonly problems: readonly string[];
}

const emptyLog: LogContent = {
  format: logFormat,
  objects: new Map(),
  lastVersion: 0,
  unreadable: [],
  isCutOff: false,
  lines: 0,
};

/**
 * Opens what keeps the objects of the cluster in the data folder. Throws `objects-of-newer-version`, and
 * `objects-unusable` where the folder cannot be read and written; a damaged file is no reason not to start.
 */
export function openObjectJournal(options: JournalOptions): OpenedJournal {
  const { directory } = options;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    chmodSync(directory, 0o700);
    return open(options);
  } catch (error) {
    if (isAppError(error)) throw error;
    throw apiErrors.create('objects-unusable', {
      message: `The objects in ${directory} cannot be read and written: ${messageOf(error)}. Correct that, or name another data folder.`,
      details: { directory },
      cause: error,
    });
  }
}

function open({ directory, clock, logger, isFresh = false }: JournalOptions): OpenedJournal {
  const paths = { declared: join(directory, 'objects.log'), secrets: join(directory, 'secrets.log') };
  const read = { declared: readLogFile(paths.declared), secrets: readLogFile(paths.secrets) };
  // Before anything is written: a newer version shall find its folder as it left it.
  checkFormat(paths.declared, read.declared);
  checkFormat(paths.secrets, read.secrets);
  const nowMs = clock.now();
  const kept = [read.declared, read.secrets].map((content) => content?.lastVersion ?? 0);
  const lastVersion = Math.max(nowMs, ...kept);
  const problems: string[] = [];
  const openLog = (path: string, content: LogContent | null, isForgotten: boolean) => {
    const isDamaged = content !== null && (content.isCutOff || content.unreadable.length > 0);
    if (isDamaged) problems.push(describeDamage(path, content, setAside(path, nowMs)));
    const shown = isForgotten || content === null ? emptyLog : content;
    return new ObjectLog(path, shown, { reserved: lastVersion, anew: isDamaged || shown === emptyLog });
  };
  const declared = openLog(paths.declared, read.declared, isFresh);
  const secrets = openLog(paths.secrets, read.secrets, false);
  const objects = [
    ...(isFresh ? [] : (read.declared?.objects.values() ?? [])),
    ...(read.secrets?.objects.values() ?? []),
  ].map(({ object }) => object);
  return {
    objects,
    lastVersion,
    journal: new ObjectJournal({ declared, secrets, lastVersion, logger }),
    problems,
  };
}

function checkFormat(path: string, content: LogContent | null): void {
  if (content === null || content.format <= logFormat) return;
  throw apiErrors.create('objects-of-newer-version', {
    message: `${path} was written by a newer version of Petstore (format ${content.format}; this one reads up to ${logFormat}). Start that version, or name another data folder with --data.`,
    details: { path, format: content.format },
  });
}

function describeDamage(path: string, { unreadable, isCutOff, lines }: LogContent, aside: string): string {
  const parts = [
    ...(unreadable.length === 0
      ? []
      : [
          `${unreadable.length} of ${lines + 1} lines cannot be read and are left out: ${unreadable.slice(0, 10).join(', ')}${unreadable.length > 10 ? ', ...' : ''}`,
        ]),
    ...(isCutOff
      ? [
          'its last line is not complete and is left out: its writer ended before anybody was told that it was written',
        ]
      : []),
  ];
  return `${path} is damaged: ${parts.join('; ')}. Everything else of it is kept, and the damaged file is now ${aside}.`;
}
