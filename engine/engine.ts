import { resolve } from 'node:path';
import { systemClock } from '@petstore/chassis/time';
import type { Engine, EngineOptions } from './engine-options.ts';
import { engineErrors } from './errors.ts';
import { bringUp } from './machine/boot/bring-up.ts';
import { type EnginePlan, planEngine } from './machine/boot/plan-engine.ts';
import { reportPlan } from './machine/boot/report-plan.ts';
import { Teardown } from './machine/boot/teardown.ts';
import { clearLeftovers, dataFolderAt } from './machine/data-folder/data-folder.ts';
import { lockDataFolder } from './machine/data-folder/data-folder-lock.ts';
import { checkHostPorts } from './machine/ports/check-host-ports.ts';
import { readRemembered } from './manifests/index.ts';
import { isPortOfOrphan } from './postgres/index.ts';

export type { Engine, EngineEnd, EngineOptions, EngineProgress } from './engine-options.ts';
export { engineErrors } from './errors.ts';

/** Three seconds after Ctrl-C nothing of the system runs any more; a little is left for the process itself. */
const endsWithinMs = 2_700;

/**
 * Runs a folder of manifests on this machine, in this process and its children. Resolves when everything is on its way
 * up and the control API answers; `ready()` waits for the pods. When the start fails, nothing of it is left running.
 */
export async function startEngine(written: EngineOptions): Promise<Engine> {
  const options = withAbsolutePaths(written);
  const { clock = systemClock } = options;
  const startedAtMs = clock.now();
  const { manifests } = dataFolderAt(options.dataDirectory);
  const { set, remember } = await readRemembered(options.manifestsDirectory, manifests, {
    appDirectory: options.appDirectory,
    allowedVariables: new Set(options.allowedVariables),
  });
  const plan = planEngine(set, options);
  reportPlan(plan, options);
  const teardown = new Teardown({ logger: options.logger, clock, withinMs: endsWithinMs });
  const lock = await lockDataFolder(options.dataDirectory);
  teardown.add({ name: 'the lock of the data folder', run: () => lock.release() });
  try {
    await endLeftovers(options);
    await checkPorts(plan, options);
    options.signal?.throwIfAborted();
    return await bringUp({ plan, options, clock, teardown, startedAtMs, remember });
  } catch (error) {
    await teardown.run();
    if (options.signal?.aborted === true) throw engineErrors.create('start-broken-off', { cause: error });
    throw error;
  }
}

function withAbsolutePaths(options: EngineOptions): EngineOptions {
  return {
    ...options,
    manifestsDirectory: resolve(options.manifestsDirectory),
    appDirectory: resolve(options.appDirectory),
    distDirectory: resolve(options.distDirectory),
    dataDirectory: resolve(options.dataDirectory),
  };
}

async function endLeftovers({ dataDirectory, onProgress }: EngineOptions): Promise<void> {
  const ended = await clearLeftovers(dataFolderAt(dataDirectory));
  if (ended.length === 0) return;
  onProgress?.({
    step: 'deployments',
    message: `ended what a killed engine had left: ${ended.map(({ pod }) => pod).join(', ')}`,
  });
}

/** A database that an earlier engine left on its port is no stranger: it is adopted. */
async function checkPorts(
  { cluster, ports }: EnginePlan,
  { dataDirectory, needsServicePorts = true }: EngineOptions,
): Promise<void> {
  const isAdoptable = cluster !== null && (await isPortOfOrphan({ dataDirectory, port: ports.postgres }));
  const needed = ports.opened.filter(({ port }) => needsServicePorts || ports.reserved.has(port));
  await checkHostPorts(needed.filter(({ port }) => !(isAdoptable && port === ports.postgres)));
}
