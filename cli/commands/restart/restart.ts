import { setTimeout as delay } from 'node:timers/promises';
import type { DeploymentStatus } from '@petstore/engine/api/control';
import { cliErrors } from '../../errors.ts';
import { renderPodChanges } from '../../reports/render-pod-changes.ts';
import { type ControlClient, createControlClient, requireStatus } from '../../system/control-client.ts';
import { findDeployment } from '../../system/find-deployment.ts';
import type { SystemOptions } from '../../system/system-address.ts';
import { formatDuration } from '../../terminal/format-duration.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { decideRestarting } from './decide-restarting.ts';

const pollMs = 50;
/** Deadline of a slow rollout; a stalled one fails earlier, by the Deployment's `progressDeadlineSeconds`. */
const replacedWithinMs = 1_200_000;

/** Replaces the pods of a Deployment in a rolling restart and waits until the old ones are gone. */
export async function restart(name: string, options: SystemOptions, terminal: Terminal): Promise<number> {
  const control = createControlClient(options.portOffset);
  try {
    const before = findDeployment(name, (await requireStatus(control, options)).deployments);
    const startedAtMs = performance.now();
    await control.beginRestart(name);
    const after = await untilReplaced(control, before, options);
    report({ before, after, durationMs: Math.round(performance.now() - startedAtMs) }, terminal);
    return 0;
  } finally {
    await control.close();
  }
}

async function untilReplaced(
  control: ControlClient,
  { name, pods }: DeploymentStatus,
  options: SystemOptions,
): Promise<DeploymentStatus> {
  const deadline = performance.now() + replacedWithinMs;
  const old = new Set(pods.map((pod) => pod.name));
  for (;;) {
    const { deployments } = await requireStatus(control, options);
    const found = findDeployment(name, deployments);
    const decision = decideRestarting(found, old, performance.now() > deadline);
    if (decision.outcome === 'replaced') return found;
    if (decision.outcome === 'failed') {
      throw cliErrors.create(decision.code, { message: `${name}: ${decision.reason}.` });
    }
    await delay(pollMs);
  }
}

interface Restarted {
  readonly before: DeploymentStatus;
  readonly after: DeploymentStatus;
  readonly durationMs: number;
}

function report({ before, after, durationMs }: Restarted, { say, paint, document }: Terminal): void {
  const { name, pods } = after;
  const count = pods.length === 1 ? '1 pod' : `${pods.length} pods`;
  say(`${paint('strong', name)}  ${count} replaced in ${formatDuration(durationMs)}`);
  for (const line of renderPodChanges(before.pods, pods, { paint })) say(line);
  document({
    deployment: name,
    durationMs,
    replaced: before.pods.map((pod) => pod.name),
    pods: pods.map((pod) => pod.name),
  });
}
