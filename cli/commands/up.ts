import type { Engine } from '@petstore/engine/engine';
import { renderAddresses } from '../reports/render-addresses.ts';
import { endAtOnce } from '../system/end-at-once.ts';
import { type StartOptions, startSystem } from '../system/start-system.ts';
import { watchStopSignals } from '../system/watch-stop-signals.ts';
import { formatDuration } from '../terminal/format-duration.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { describeStart, type StartDocument } from './describe-start.ts';
import { upDetached } from './up-detached.ts';

export interface UpOptions extends StartOptions {
  readonly detach?: boolean;
  readonly walk?: boolean;
  /** The half of `--detach` that stays. */
  readonly inBackground?: boolean;
}

/** Runs the manifests until a signal or `petstore down` ends them. */
export async function up(options: UpOptions, terminal: Terminal): Promise<number> {
  if (options.detach === true) return upDetached(options, terminal);
  let running: Engine | null = null;
  const stop = watchStopSignals(() => endAtOnce(running?.status() ?? null));
  try {
    const engine = await startSystem(options, {
      terminal,
      stop,
      onEngine: (started) => {
        running = started;
      },
    });
    if (engine === null) {
      terminal.say('Stopped before everything was ready.');
      return 0;
    }
    const exitCode = await present(engine, options, terminal);
    await Promise.race([stop.requested, engine.closed]);
    await stopAndTell(engine, terminal);
    return exitCode;
  } finally {
    stop.dispose();
  }
}

async function present(engine: Engine, options: UpOptions, terminal: Terminal): Promise<number> {
  const start = describeStart(engine.status());
  terminal.say();
  tellStart(engine, start, terminal);
  terminal.document(start);
  tellHowToStop(options, terminal);
  if (options.inBackground === true) process.send?.(start);
  return 0;
}

function tellStart(engine: Engine, start: StartDocument, terminal: Terminal): void {
  const { paint } = terminal;
  const pods = engine.status().deployments.reduce((sum, { ready }) => sum + ready, 0);
  terminal.say(paint('good', `Ready in ${formatDuration(start.bootMs)}: ${pods} pods, mesh, PostgreSQL.`));
  terminal.say();
  terminal.say(renderAddresses(engine.status(), terminal));
  terminal.say();
  if (start.notApplicableFields > 0) {
    const words = `${start.notApplicableFields} manifest fields mean nothing on one machine (petstore status --json lists them).`;
    terminal.say(paint('faint', words));
  }
}

function tellHowToStop({ inBackground, portOffset }: UpOptions, { say, paint }: Terminal): void {
  const flag = portOffset === 0 ? '' : ` --port-offset ${portOffset}`;
  const words =
    inBackground === true
      ? `It runs in the background; petstore down${flag} stops it.`
      : 'Ctrl-C stops everything.';
  say(paint('strong', words));
}

async function stopAndTell(engine: Engine, { say }: Terminal): Promise<void> {
  const startedAtMs = performance.now();
  say();
  await engine.stop();
  say(`Stopped in ${formatDuration(performance.now() - startedAtMs)}.`);
}
