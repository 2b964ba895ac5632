import type { DeploymentStatus, EngineStatus, PodStatus } from '@petstore/engine/control-api';
import { formatAge, formatDuration } from '../terminal/format-duration.ts';
import { type Cell, renderTable } from '../terminal/render-table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { renderAddresses } from './render-addresses.ts';

export interface StatusView {
  readonly terminal: Pick<Terminal, 'paint' | 'columns'>;
  readonly nowMs: number;
}

export type ShownPod = Pick<
  PodStatus,
  'name' | 'phase' | 'ready' | 'restarts' | 'startedAt' | 'pid' | 'port' | 'message'
>;

interface ShownDeployment extends Pick<DeploymentStatus, 'name' | 'wanted' | 'ready'> {
  readonly pods: readonly ShownPod[];
}

/** What of a status is shown. */
export interface ShownStatus extends Omit<EngineStatus, 'deployments'> {
  readonly deployments: readonly ShownDeployment[];
}

/** The running system on one screen: how it is, its pods, its addresses. */
export function renderStatus(status: ShownStatus, view: StatusView): string {
  const troubles = status.deployments.flatMap(({ pods }) => pods).filter(({ ready }) => !ready);
  const { paint } = view.terminal;
  return [
    renderHead(status, view),
    renderPods(status, view),
    ...(troubles.length === 0
      ? []
      : [troubles.map((pod) => `  ${paint('warning', pod.name)}  ${pod.message ?? pod.phase}`).join('\n')]),
    renderAddresses(status, view.terminal),
    renderFoot(status, view),
  ].join('\n\n');
}

function renderHead(status: ShownStatus, { terminal: { paint }, nowMs }: StatusView): string {
  const { deployments, startedAt, readyAt, portOffset, pid } = status;
  const isComplete = deployments.every(({ ready, wanted }) => ready === wanted);
  const words = isComplete ? paint('good', 'ready') : paint('warning', 'not everything is ready');
  const boot =
    readyAt === null
      ? 'still starting'
      : `booted in ${formatDuration(Date.parse(readyAt) - Date.parse(startedAt))}`;
  const age = formatAge(nowMs - Date.parse(startedAt));
  return `${paint('strong', status.namespace)}: ${words} · ${boot} · up ${age} · port offset ${portOffset} · process ${pid}`;
}

function renderPods({ deployments }: ShownStatus, { terminal, nowMs }: StatusView): string {
  return renderTable({
    columns: [
      { title: 'DEPLOYMENT' },
      { title: 'READY' },
      { title: 'POD', isShrinkable: true },
      { title: 'PHASE' },
      { title: 'RESTARTS', isRight: true },
      { title: 'AGE', isRight: true },
      { title: 'PID', isRight: true },
      { title: 'PORT', isRight: true },
    ],
    rows: deployments.flatMap((deployment) => rowsOf(deployment, nowMs)),
    paint: terminal.paint,
    width: terminal.columns,
  });
}

function rowsOf({ name, ready, wanted, pods }: ShownDeployment, nowMs: number): Cell[][] {
  const isComplete = ready === wanted;
  const head: Cell[] = [
    { text: name, style: 'strong' },
    { text: `${ready}/${wanted}`, style: isComplete ? 'good' : 'warning' },
  ];
  if (pods.length === 0) return [head];
  const blank: Cell[] = [{ text: '' }, { text: '' }];
  return pods.map((pod, index) => [...(index === 0 ? head : blank), ...cellsOf(pod, nowMs)]);
}

function cellsOf({ name, phase, ready, restarts, startedAt, pid, port }: ShownPod, nowMs: number): Cell[] {
  return [
    { text: name },
    { text: phase === 'Running' && !ready ? 'Running, not ready' : phase, style: ready ? 'good' : 'warning' },
    { text: String(restarts), style: restarts > 0 ? 'warning' : 'faint' },
    { text: startedAt === null ? '-' : formatAge(nowMs - Date.parse(startedAt)) },
    { text: pid === null ? '-' : String(pid) },
    { text: port === null ? '-' : String(port) },
  ];
}

function renderFoot(status: ShownStatus, { terminal: { paint } }: StatusView): string {
  const { dataDirectory, manifestsDirectory, mesh, postgres, notApplicable } = status;
  const lines = [
    `data       ${dataDirectory}`,
    `manifests  ${manifestsDirectory}`,
    `processes  engine ${status.pid}, mesh ${mesh.pid}${postgres === null ? '' : `, PostgreSQL ${postgres.pid}`}`,
    ...(notApplicable.length === 0
      ? []
      : [`fields     ${notApplicable.length} mean nothing on one machine (--json lists them)`]),
  ];
  return lines.map((line) => paint('faint', `  ${line}`)).join('\n');
}
