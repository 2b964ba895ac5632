import { kubeconfigAt } from '@petstore/engine/api/access';
import type { EngineStatus } from '@petstore/engine/api/control';

/** The document that `up --json` prints when the system is ready. */
export interface StartDocument {
  readonly pid: number;
  readonly portOffset: number;
  readonly dataDirectory: string;
  readonly manifestsDirectory: string;
  readonly startedAt: string;
  readonly readyAt: string | null;
  readonly bootMs: number;
  readonly addresses: EngineStatus['addresses'];
  readonly controlUrl: string;
  /** Path of the file for kubectl. */
  readonly kubeconfig: string;
  readonly postgresPort: number | null;
  readonly generatedSecrets: readonly string[];
  /** Number of manifest fields that do not apply on one machine; `status --json` lists them. */
  readonly notApplicableFields: number;
}

export function describeStart(status: EngineStatus): StartDocument {
  const { pid, portOffset, dataDirectory, manifestsDirectory, startedAt, readyAt } = status;
  return {
    pid,
    portOffset,
    dataDirectory,
    manifestsDirectory,
    startedAt,
    readyAt,
    bootMs: bootMsOf(status) ?? 0,
    addresses: status.addresses,
    controlUrl: `http://127.0.0.1:${status.controlPort}`,
    kubeconfig: kubeconfigAt(dataDirectory),
    postgresPort: status.postgres?.port ?? null,
    generatedSecrets: status.generatedSecrets,
    notApplicableFields: status.notApplicable.length,
  };
}

/** For a shell, in which a path may need quotes. */
export function exportLine(kubeconfig: string): string {
  const isPlain = /^[\w@%+=:,./-]+$/.test(kubeconfig);
  return `export KUBECONFIG=${isPlain ? kubeconfig : `'${kubeconfig.replaceAll("'", String.raw`'\''`)}'`}`;
}

/** Time until everything was ready for the first time, in milliseconds; null before that. */
function bootMsOf({ startedAt, readyAt }: Pick<EngineStatus, 'startedAt' | 'readyAt'>): number | null {
  return readyAt === null ? null : Date.parse(readyAt) - Date.parse(startedAt);
}

export function isStartDocument(value: unknown): value is StartDocument {
  return typeof value === 'object' && value !== null && 'addresses' in value && 'readyAt' in value;
}
