import { setTimeout as delay } from 'node:timers/promises';
import type { Lifetime } from '../processes/lifetime.ts';
import { readPssBytes } from '../processes/observe-processes.ts';
import { createBareDatabase } from './bare-postgres.ts';
import { type FloorCpu, type FloorShape, startBootFloor } from './start-boot-floor.ts';

const bytesPerMegabyte = 1_000_000;

export interface MeasuredFloor {
  readonly readySeconds: number;
  readonly pods: number;
  readonly cpu: FloorCpu | null;
  /** Of all its processes after the rest (PSS); null when not requested. */
  readonly megabytes: number | null;
}

interface MeasureFloorOptions {
  readonly shape: FloorShape;
  /** A data folder on which a system of ours has run, and runs no longer. */
  readonly dataDirectory: string;
  readonly program: string;
  /** As for ours. */
  readonly restMs: number | null;
  readonly lifetime: Lifetime;
}

/** Starts the floor on the server of a system that has stopped, measures it and stops it. */
export async function measureFloor(options: MeasureFloorOptions): Promise<MeasuredFloor> {
  const { shape, dataDirectory, program, restMs, lifetime } = options;
  const database = { ...(await createBareDatabase(dataDirectory)), port: shape.server.port };
  const floor = await startBootFloor({ shape, database, program, lifetime });
  if (restMs !== null) await delay(restMs, undefined, { signal: lifetime.signal });
  const megabytes =
    restMs === null ? null : (await readPssBytes(await floor.listProcesses())) / bytesPerMegabyte;
  await floor.stop();
  return { readySeconds: floor.readySeconds, pods: shape.pods, cpu: floor.cpu, megabytes };
}
