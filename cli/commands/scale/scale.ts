import { setTimeout as delay } from 'node:timers/promises';
import type { DeploymentStatus } from '@petstore/engine/api/control';
import { cliErrors } from '../../errors.ts';
import { renderPodChanges } from '../../reports/render-pod-changes.ts';
import { type ControlClient, createControlClient, requireStatus } from '../../system/control-client.ts';
import { findDeployment } from '../../system/find-deployment.ts';
import { petstoreCommand } from '../../system/petstore-command.ts';
import type { SystemOptions } from '../../system/system-address.ts';
import { formatDuration } from '../../terminal/format-duration.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { decideScaling, describeOwner, ownerOf, type ReplicaOwner } from './decide-scaling.ts';

export interface ScaleOptions extends SystemOptions {
  readonly replicas?: number;
}

interface ScaleCall extends ScaleOptions {
  readonly name: string;
  /** The positional form of `--replicas`. */
  readonly count: number | undefined;
}

const pollMs = 50;
const reachedWithinMs = 60_000;

/** Sets the number of replicas and waits until that number is ready and surplus pods are gone. */
export async function scale(call: ScaleCall, terminal: Terminal): Promise<number> {
  const { name, count, portOffset, replicas } = call;
  const wanted = replicas ?? count;
  if (wanted === undefined || (replicas !== undefined && count !== undefined)) {
    const message = `Give the number of replicas once: ${petstoreCommand(`scale ${name} --replicas 2`, portOffset)}`;
    throw cliErrors.create('replicas-unclear', { message });
  }
  const control = createControlClient(portOffset);
  try {
    const { deployments, autoscalers } = await requireStatus(control, call);
    const before = findDeployment(name, deployments);
    const owner = ownerOf(name, autoscalers);
    const startedAtMs = performance.now();
    await control.beginScale(name, wanted);
    if (owner !== undefined) terminal.note(describeOwner(owner));
    const after = await untilReached(control, { name, wanted, owner, options: call });
    const durationMs = Math.round(performance.now() - startedAtMs);
    report({ before, after, durationMs }, terminal);
    return 0;
  } finally {
    await control.close();
  }
}

interface Goal {
  readonly name: string;
  readonly wanted: number;
  readonly owner: ReplicaOwner | undefined;
  readonly options: SystemOptions;
}

async function untilReached(
  control: ControlClient,
  { name, wanted, owner, options }: Goal,
): Promise<DeploymentStatus> {
  const deadline = performance.now() + reachedWithinMs;
  for (;;) {
    const { deployments } = await requireStatus(control, options);
    const found = findDeployment(name, deployments);
    const isPastDeadline = performance.now() > deadline;
    const decision = decideScaling(found, { wanted, isPastDeadline, owner });
    if (decision.outcome === 'reached') return found;
    if (decision.outcome === 'failed') {
      throw cliErrors.create(decision.code, { message: `${name}: ${decision.reason}.` });
    }
    await delay(pollMs);
  }
}

interface Scaled {
  readonly before: DeploymentStatus;
  readonly after: DeploymentStatus;
  readonly durationMs: number;
}

function report({ before, after, durationMs }: Scaled, { say, paint, document }: Terminal): void {
  const { name, wanted, pods } = after;
  const change = before.wanted === wanted ? `stays at ${wanted}` : `${before.wanted} → ${wanted}`;
  say(`${paint('strong', name)}  ${change} replicas in ${formatDuration(durationMs)}`);
  for (const line of renderPodChanges(before.pods, pods, { paint })) say(line);
  const names = pods.map((pod) => pod.name);
  document({ deployment: name, from: before.wanted, replicas: wanted, durationMs, pods: names });
}
