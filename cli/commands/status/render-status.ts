import type { DeploymentStatus, EngineStatus, PodStatus } from '@petstore/engine/api/control';
import { renderAddresses } from '../../reports/render-addresses.ts';
import { formatAge, formatDuration } from '../../terminal/format-duration.ts';
import type { Paint } from '../../terminal/paint.ts';
import { type Cell, cutText, renderTable } from '../../terminal/render-table.ts';
import type { Terminal } from '../../terminal/terminal.ts';

const separator = ' · ';
const continuation = '  ';

const mebibyte = 1024 * 1024;
const gibibyte = 1024 * mebibyte;

interface StatusView {
  readonly terminal: Pick<Terminal, 'paint' | 'columns'>;
  readonly nowMs: number;
}

export type ShownPod = Pick<
  PodStatus,
  | 'name'
  | 'phase'
  | 'ready'
  | 'restarts'
  | 'startedAt'
  | 'cpuPercent'
  | 'memoryBytes'
  | 'pid'
  | 'port'
  | 'message'
>;

interface ShownDeployment extends Pick<DeploymentStatus, 'name' | 'wanted' | 'ready'> {
  readonly pods: readonly ShownPod[];
}

/** The parts of a status that are shown. */
export interface ShownStatus extends Omit<EngineStatus, 'deployments'> {
  readonly deployments: readonly ShownDeployment[];
}

/** Full view: state, pods, addresses, processes. */
export function renderStatus(status: ShownStatus, view: StatusView): string {
  return [
    ...renderPresent(status, view),
    renderAddresses(status, view.terminal),
    renderFoot(status, view),
  ].join('\n\n');
}

/** View of `--watch`: only what changes. */
export function renderWatch(status: ShownStatus, view: StatusView): string {
  const { paint, columns } = view.terminal;
  const foot = paint('faint', cutText('Ctrl-C ends this view; the system keeps running.', columns));
  return [...renderPresent(status, view, columns), foot].join('\n\n');
}

function renderPresent(
  status: ShownStatus,
  view: StatusView,
  reasonWidth = Number.POSITIVE_INFINITY,
): string[] {
  const troubles = status.deployments.flatMap(({ pods }) => pods).filter(({ ready }) => !ready);
  const { paint } = view.terminal;
  const lines = troubles.map(({ name, message, phase }) => {
    const room = Math.max(1, reasonWidth - name.length - 4);
    return `  ${paint('warning', name)}  ${cutText(message ?? phase, room)}`;
  });
  return [
    renderHead(status, view),
    renderPods(status, view),
    ...(status.autoscalers.length === 0 ? [] : [renderAutoscalers(status, view)]),
    ...(lines.length === 0 ? [] : [lines.join('\n')]),
  ];
}

function renderHead(status: ShownStatus, { terminal, nowMs }: StatusView): string {
  const { namespace, deployments, startedAt, readyAt, portOffset, pid } = status;
  const isComplete = deployments.every(({ ready, wanted }) => ready === wanted);
  const boot =
    readyAt === null
      ? 'still starting'
      : `booted in ${formatDuration(Date.parse(readyAt) - Date.parse(startedAt))}`;
  const parts: Cell[] = [
    {
      text: `${namespace}: ${isComplete ? 'ready' : 'not everything is ready'}`,
      style: isComplete ? 'good' : 'warning',
    },
    { text: boot },
    { text: `up ${formatAge(nowMs - Date.parse(startedAt))}` },
    { text: `port offset ${portOffset}` },
    { text: `process ${pid}` },
  ];
  return wrapParts(parts, terminal);
}

function renderPods({ deployments }: ShownStatus, { terminal, nowMs }: StatusView): string {
  return renderTable({
    columns: [
      { title: 'DEPLOYMENT' },
      { title: 'READY' },
      { title: 'POD', isShrinkable: true, least: 7, isCutAtStart: true },
      { title: 'PHASE', isShrinkable: true, least: 7, dropOrder: 7 },
      { title: 'RESTARTS', isRight: true, dropOrder: 4 },
      { title: 'AGE', isRight: true, dropOrder: 2 },
      { title: 'CPU', isRight: true, dropOrder: 6 },
      { title: 'MEMORY', isRight: true, dropOrder: 5 },
      { title: 'PID', isRight: true, dropOrder: 3 },
      { title: 'PORT', isRight: true, dropOrder: 1 },
    ],
    rows: deployments.flatMap((deployment) => rowsOf(deployment, nowMs)),
    paint: terminal.paint,
    width: terminal.columns,
  });
}

function renderAutoscalers({ autoscalers }: ShownStatus, { terminal }: StatusView): string {
  return renderTable({
    columns: [
      { title: 'AUTOSCALER' },
      { title: 'REPLICAS', isRight: true },
      { title: 'MIN', isRight: true, dropOrder: 4 },
      { title: 'MAX', isRight: true, dropOrder: 3 },
      { title: 'TARGETS', isShrinkable: true, least: 10, dropOrder: 2 },
      { title: 'LAST DECISION', isShrinkable: true, least: 13, dropOrder: 1 },
    ],
    rows: autoscalers.map(({ name, replicas, desired, minReplicas, maxReplicas, metrics, reason }) => [
      { text: name, style: 'strong' },
      { text: replicas === desired ? String(replicas) : `${replicas} → ${desired}` },
      { text: String(minReplicas) },
      { text: String(maxReplicas) },
      { text: metrics },
      { text: reason ?? 'none yet', style: 'faint' },
    ]),
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

function cellsOf(pod: ShownPod, nowMs: number): Cell[] {
  const { name, phase, ready, restarts, startedAt, cpuPercent, memoryBytes, pid, port } = pod;
  return [
    { text: name },
    { text: phase === 'Running' && !ready ? 'Running, not ready' : phase, style: ready ? 'good' : 'warning' },
    { text: String(restarts), style: restarts > 0 ? 'warning' : 'faint' },
    { text: startedAt === null ? '-' : formatAge(nowMs - Date.parse(startedAt)) },
    { text: cpuPercent === null ? '-' : `${Math.round(cpuPercent)}%` },
    { text: memoryBytes === null ? '-' : formatBytes(memoryBytes) },
    { text: pid === null ? '-' : String(pid) },
    { text: port === null ? '-' : String(port) },
  ];
}

function renderFoot(status: ShownStatus, { terminal: { paint } }: StatusView): string {
  const { dataDirectory, manifestsDirectory, mesh, telemetry, postgres, notApplicable } = status;
  const { appliedByHand, closedPorts } = status;
  const watcher = telemetry.pid === null ? 'telemetry restarting' : `telemetry ${telemetry.pid}`;
  const lines = [
    `data       ${dataDirectory}`,
    `manifests  ${manifestsDirectory}`,
    `processes  engine ${status.pid}, mesh ${mesh.pid}, ${watcher}${postgres === null ? '' : `, PostgreSQL ${postgres.pid}`}`,
    ...(notApplicable.length === 0
      ? []
      : [`fields     ${notApplicable.length} do not apply on one machine (--json lists them)`]),
    ...appliedByHand.map(
      ({ kind, name, namespace }) =>
        `by hand    ${kind} ${namespace === null ? name : `${namespace}/${name}`}: no file has it`,
    ),
    ...closedPorts.map(
      ({ service, namespace, port, reason }) =>
        `closed     port ${port} of Service ${namespace}/${service}: ${reason}`,
    ),
  ];
  return lines.map((line) => paint('faint', `  ${line}`)).join('\n');
}

/** Formats a memory size: `0.4 MiB`, `84 MiB`, `1.3 GiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 9.95 * mebibyte) return `${(bytes / mebibyte).toFixed(1)} MiB`;
  if (bytes < 999.5 * mebibyte) return `${Math.round(bytes / mebibyte)} MiB`;
  return `${(bytes / gibibyte).toFixed(1)} GiB`;
}

/** Joins short parts with ` · ` and wraps between two parts where the line would exceed the terminal. */
export function wrapParts(
  parts: readonly Cell[],
  { paint, columns }: { readonly paint: Paint; readonly columns: number },
): string {
  let [text, width] = ['', 0];
  for (const part of parts) {
    const painted = part.style === undefined ? part.text : paint(part.style, part.text);
    const fits = width + separator.length + part.text.length <= columns;
    if (text === '') [text, width] = [painted, part.text.length];
    else if (fits) [text, width] = [text + separator + painted, width + separator.length + part.text.length];
    else [text, width] = [`${text}\n${continuation}${painted}`, continuation.length + part.text.length];
  }
  return text;
}
