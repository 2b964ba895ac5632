import type { Benchmark, RunContext } from '../benchmark.ts';
import { numberBetween, wholeNumberBetween, wholeNumbersBetween } from '../command-line/read-values.ts';
import { canObserveProcesses } from '../processes/observe-processes.ts';
import type { Findings } from '../report/benchmark-report.ts';
import { createDataFolder } from '../system/create-data-folder.ts';
import { buildSystem } from '../system/start-system.ts';
import { type BootRuns, bootRows } from './boot-rows.ts';
import { type MeasuredFloor, measureFloor } from './measure-floor.ts';
import { type MeasuredStart, measureStart } from './measure-start.ts';
import { bundleBarePod } from './start-boot-floor.ts';

/** Time limits of the build, and of one run without its rest, on a busy machine. */
const buildMs = 120_000;
const runMs = 120_000;

export const bootBenchmark: Benchmark<BootOptions> = {
  summary:
    'time to ready on an empty folder and warm, memory at rest, CPU of a start, against bare processes',
  options: {
    runs: {
      placeholder: 'n',
      summary: 'runs of each measurement; the median is reported',
      otherwise: 3,
      read: wholeNumberBetween(1, 20),
    },
    replicas: {
      placeholder: 'n,...',
      summary: 'replicas of each Deployment, one series each',
      otherwise: [1, 2],
      read: wholeNumbersBetween(1, 10),
    },
    rest: {
      placeholder: 'seconds',
      summary: 'rest of the last system, and of the last floor, before memory is measured',
      otherwise: 45,
      read: numberBetween(0, 600),
    },
  },
  withinMs: ({ runs, replicas, rest }) => buildMs + replicas.length * (runs * runMs + 2 * rest * 1_000),
  run: runBoot,
};

interface BootOptions {
  readonly runs: number;
  readonly replicas: readonly number[];
  /** Seconds that the last warm system rests before its memory is measured. */
  readonly rest: number;
}

/**
 * Measures time to ready on an empty data folder and on the same folder again, memory at rest, and CPU of the start;
 * in turns with the floor on the same folder.
 */
async function runBoot(options: BootOptions, context: RunContext): Promise<Findings> {
  const { runs, replicas, rest } = options;
  context.say('building if stale');
  await buildSystem(context.lifetime);
  const measured: BootRuns[] = [];
  for (const count of replicas) measured.push(await measureRuns(options, count, context));
  return {
    settings: { runs, replicas: replicas.join(' and '), 'rest in seconds': rest },
    rows: measured.flatMap(bootRows),
    notes: [
      'Ready: from the command until every replica of every Deployment is ready, median of the runs; first: on an empty data folder, warm: on the folder of a first start.',
      'CPU: of all processes of the system until it is ready; CPU of other processes: what else ran on the machine during the start, which delays it on a shared machine.',
      'At rest: the last warm system, after its rest; services close idle database connections after 30 s.',
      'Floor: as many bare processes that listen and connect once as there are pods, as many that connect and exit as there are init containers, and PostgreSQL on the same folder, all started at once; no engine, mesh or telemetry.',
      ...(canObserveProcesses
        ? []
        : [
            'This platform reports neither memory (PSS) nor CPU of other processes, so that there is no floor.',
          ]),
    ],
  };
}

async function measureRuns(options: BootOptions, replicas: number, context: RunContext): Promise<BootRuns> {
  const { lifetime, say } = context;
  const [first, warm, floor] = [[], [], []] as [MeasuredStart[], MeasuredStart[], MeasuredFloor[]];
  const programs = await createDataFolder(lifetime);
  const program = await bundleBarePod(programs.path);
  for (let run = 1; run <= options.runs; run += 1) {
    const folder = await createDataFolder(lifetime);
    const dataDirectory = folder.path;
    const restMs = run === options.runs ? options.rest * 1_000 : null;
    const cold = await measureStart({ dataDirectory, replicas, lifetime, restMs: null });
    const again = await measureStart({ dataDirectory, replicas, lifetime, restMs });
    const { shape } = again;
    const bare =
      shape === null ? null : await measureFloor({ shape, dataDirectory, program, restMs, lifetime });
    await folder.remove();
    first.push(cold);
    warm.push(again);
    if (bare !== null) floor.push(bare);
    const floorSeconds = bare === null ? '' : `, floor ${bare.readySeconds.toFixed(2)} s`;
    const seconds = `first ${cold.readySeconds.toFixed(2)} s, warm ${again.readySeconds.toFixed(2)} s${floorSeconds}`;
    say(`replicas ${replicas}, run ${run} of ${options.runs}: ${seconds}`);
  }
  await programs.remove();
  return { replicas, first, warm, floor };
}
