import { isAppError, messageOf, outcomeOfKind } from '@petstore/chassis/errors';
import type { Engine } from '@petstore/engine/engine';
import { renderAddresses } from '../../reports/render-addresses.ts';
import { petstoreCommand } from '../../system/petstore-command.ts';
import { type StartOptions, startSystem } from '../../system/start-system.ts';
import { type StopSignals, watchStopSignals } from '../../system/watch-stop-signals.ts';
import { formatDuration } from '../../terminal/format-duration.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { describeStart, exportLine } from './describe-start.ts';
import { handOver } from './start-failure.ts';
import { upDetached } from './up-detached.ts';

interface UpOptions extends StartOptions {
  readonly detach?: boolean;
  readonly walk?: boolean;
  /** Set in the background process that `--detach` starts. */
  readonly inBackground?: boolean;
}

const done = 0;
const walkFailed = 1;
const startFailed = 1;
const interrupted = 130;

/** Runs the manifests until a signal or `petstore down`. */
export async function up(options: UpOptions, terminal: Terminal): Promise<number> {
  if (options.detach === true) return upDetached(options, terminal);
  try {
    return await upHere(options, terminal);
  } catch (error) {
    if (options.inBackground !== true || !(await handOver(error))) throw error;
    return isAppError(error) ? outcomeOfKind(error.kind).exitCode : startFailed;
  }
}

async function upHere(options: UpOptions, terminal: Terminal): Promise<number> {
  // The engine's processes end with this one.
  const stop = watchStopSignals(() => process.exit(interrupted));
  try {
    const engine = await startSystem(options, { terminal, stop });
    if (engine === null) {
      terminal.say('Stopped before everything was ready.');
      return 0;
    }
    try {
      present(engine, options, terminal);
      return await stayUp(engine, options, { terminal, stop });
    } finally {
      await stopAndReport(engine, terminal);
    }
  } finally {
    stop.dispose();
  }
}

function present(engine: Engine, options: UpOptions, terminal: Terminal): void {
  const start = describeStart(engine.status());
  terminal.say();
  reportStart(engine, options, terminal);
  if (options.walk === true) return;
  terminal.document(start);
  reportHowToStop(options, terminal);
  if (options.inBackground === true) process.send?.(start);
}

/** Resolves when the system is asked to stop. With `--walk` the journey runs first and decides the exit code. */
async function stayUp(
  engine: Engine,
  options: UpOptions,
  { terminal, stop }: { terminal: Terminal; stop: StopSignals },
): Promise<number> {
  const end = Promise.race([stop.requested, engine.closed]).then(() => done);
  if (options.walk !== true) return end;
  const walked = walk(engine, options, { terminal, stop }).catch((error: unknown) => {
    // The journey's requests fail when the system stops under it; its result is not used any more.
    if (!stop.signal.aborted) terminal.note(`The journey could not be completed: ${messageOf(error)}`);
    return walkFailed;
  });
  const exitCode = await Promise.race([walked, end]);
  await end;
  return exitCode;
}

async function walk(
  engine: Engine,
  options: UpOptions,
  { terminal, stop }: { terminal: Terminal; stop: StopSignals },
): Promise<number> {
  const { walkJourney } = await import('../demo/walk-journey.ts');
  terminal.say();
  const journey = { withMl: true, trackMessages: true, seed: undefined, customerId: undefined };
  const status = engine.status();
  const document = await walkJourney(journey, { status, terminal, signal: stop.signal });
  terminal.document({ ...describeStart(status), walk: document });
  terminal.say();
  terminal.say(renderAddresses(status, terminal));
  terminal.say();
  reportHowToStop(options, terminal);
  return document.ok ? done : walkFailed;
}

function reportStart(engine: Engine, options: UpOptions, terminal: Terminal): void {
  const start = describeStart(engine.status());
  const { paint } = terminal;
  const { deployments, postgres } = engine.status();
  const pods = deployments.reduce((sum, { ready }) => sum + ready, 0);
  const parts = [`${pods} pods`, 'mesh', ...(postgres === null ? [] : ['PostgreSQL'])].join(', ');
  terminal.say(paint('good', `Ready in ${formatDuration(start.bootMs)}: ${parts}.`));
  if (options.walk !== true) terminal.say(`\n${renderAddresses(engine.status(), terminal)}\n`);
  terminal.say(`For kubectl: ${exportLine(start.kubeconfig)}`);
  if (start.notApplicableFields > 0) {
    const words = `${start.notApplicableFields} manifest fields do not apply on one machine (${petstoreCommand('status --json', options.portOffset)} lists them).`;
    terminal.say(paint('faint', words));
  }
}

function reportHowToStop({ inBackground, portOffset }: UpOptions, { say, paint }: Terminal): void {
  const words =
    inBackground === true
      ? `The system runs in the background; ${petstoreCommand('down', portOffset)} stops it.`
      : 'Ctrl-C stops everything.';
  say(paint('strong', words));
}

async function stopAndReport(engine: Engine, { say }: Terminal): Promise<void> {
  const startedAtMs = performance.now();
  say();
  await engine.stop();
  say(`Stopped in ${formatDuration(performance.now() - startedAtMs)}.`);
}
