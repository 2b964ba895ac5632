import type { Clock } from '@petstore/chassis/time';
import type { Container, ExecAction, HttpGetAction, Probe, TcpSocketAction } from '../../manifests/index.ts';
import type { PreparedContainer } from '../containers/prepare-container.ts';
import { kubeletErrors } from '../errors.ts';
import type { ProbeTiming } from './decide-probe.ts';
import { type ProbeAction, runProbe } from './run-probe.ts';
import type { ContainerProbe, ContainerProbes } from './watch-container.ts';

/** What a container's probes and hook need to know of the pod. */
interface ProbedContainer {
  readonly container: Container;
  readonly prepared: PreparedContainer;
  readonly port: number | null;
}

/** The probes of a main container with Kubernetes' defaults filled in, asking at the pod's own port. */
export function prepareProbes(probed: ProbedContainer): ContainerProbes {
  const { startupProbe, readinessProbe, livenessProbe } = probed.container;
  return {
    startup: prepareProbe(startupProbe, probed),
    readiness: prepareProbe(readinessProbe, probed),
    liveness: prepareProbe(livenessProbe, probed),
  };
}

function probeTiming(probe: Probe): ProbeTiming {
  return {
    initialDelayMs: (probe.initialDelaySeconds ?? 0) * 1000,
    periodMs: (probe.periodSeconds ?? 10) * 1000,
    timeoutMs: (probe.timeoutSeconds ?? 1) * 1000,
    successThreshold: probe.successThreshold ?? 1,
    failureThreshold: probe.failureThreshold ?? 3,
  };
}

/** What to do before the process is told to end; null when the manifest names nothing. */
export function preparePreStop(
  probed: ProbedContainer,
  clock: Clock,
): ((signal: AbortSignal) => Promise<void>) | null {
  const preStop = probed.container.lifecycle?.preStop;
  if (preStop === undefined) return null;
  const { sleep } = preStop;
  if (sleep !== undefined) return (signal) => clock.wait(sleep.seconds * 1000, signal);
  const { exec, httpGet } = preStop;
  const action = actionOf({ exec, httpGet }, probed);
  if (action === null) return null;
  return async (signal) => {
    const result = await runProbe(action, hookTimeoutMs, signal);
    if (!result.isSuccess) throw new Error(result.reason);
  };
}

/** The pod's grace ends a hook long before. */
const hookTimeoutMs = 3_600_000;

interface NamedAction {
  readonly exec?: ExecAction | undefined;
  readonly httpGet?: HttpGetAction | undefined;
  readonly tcpSocket?: TcpSocketAction | undefined;
}

function prepareProbe(probe: Probe | undefined, probed: ProbedContainer): ContainerProbe | null {
  if (probe === undefined) return null;
  const action = actionOf(probe, probed);
  return action === null ? null : { timing: probeTiming(probe), action };
}

function actionOf({ exec, httpGet, tcpSocket }: NamedAction, probed: ProbedContainer): ProbeAction | null {
  if (exec !== undefined) return { kind: 'exec', command: probed.prepared.commandFor(exec.command) };
  if (tcpSocket !== undefined) return { kind: 'tcp', port: localPort(tcpSocket.port, probed) };
  return httpGet === undefined ? null : httpAction(httpGet, probed);
}

function httpAction(
  { path = '/', port, httpHeaders = [] }: HttpGetAction,
  probed: ProbedContainer,
): ProbeAction {
  return {
    kind: 'http',
    port: localPort(port, probed),
    path: path.startsWith('/') ? path : `/${path}`,
    headers: Object.fromEntries(httpHeaders.map(({ name, value }) => [name, value])),
  };
}

/** The pod's port on this machine for the container port that a probe names by number or name. */
function localPort(named: number | string, { container, port }: ProbedContainer): number {
  const declared = container.ports?.[0];
  const isDeclared = declared !== undefined && (named === declared.containerPort || named === declared.name);
  if (isDeclared && port !== null) return port;
  const message = `container ${container.name}: a probe or hook names port ${named}, which the container does not declare`;
  throw kubeletErrors.create('container-not-startable', { message });
}
