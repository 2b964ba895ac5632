import type { Stored } from '../objects/api-object.ts';
import { ageColumn, type Column, nameColumn, text, wide } from './column.ts';
import { humanDuration } from './human-duration.ts';
import { fieldOf, listOf, numberOf, textOf } from './read-field.ts';

export const podColumns: readonly Column[] = [
  nameColumn,
  text('Ready', (pod) => `${summaryOf(pod).readyContainers}/${listOf(pod, 'spec.containers').length}`),
  text('Status', (pod) => summaryOf(pod).reason),
  text('Restarts', (pod, nowMs) => restartsText(summaryOf(pod), nowMs)),
  ageColumn,
  wide('IP', (pod) => textOf(pod, 'status.podIP') || '<none>'),
  wide('Node', (pod) => textOf(pod, 'spec.nodeName') || '<none>'),
  wide('Nominated Node', (pod) => textOf(pod, 'status.nominatedNodeName') || '<none>'),
  wide('Readiness Gates', () => '<none>'),
];

interface PodSummary {
  readonly reason: string;
  readonly readyContainers: number;
  readonly restarts: number;
  readonly lastRestartMs: number;
}

/**
 * One word for the state of a pod, and its containers counted.
 * https://github.com/kubernetes/kubernetes/blob/v1.33.0/pkg/printers/internalversion/printers.go (printPod)
 */
function summaryOf(pod: Stored): PodSummary {
  const containers = listOf(pod, 'status.containerStatuses');
  const initializing = initReason(pod);
  const isInitialized = initializing === null || conditionStatus(pod, 'Initialized') === 'True';
  const counted = isInitialized ? containers : listOf(pod, 'status.initContainerStatuses');
  const ready = isInitialized ? containers.filter(isRunningAndReady) : [];
  const phase = textOf(pod, 'status.reason') || textOf(pod, 'status.phase');
  const own = isInitialized ? mainReason(pod, initializing ?? phase) : initializing;
  return {
    reason: isEnding(pod) ? 'Terminating' : own,
    readyContainers: ready.length,
    restarts: counted.reduce<number>((sum, container) => sum + numberOf(container, 'restartCount'), 0),
    lastRestartMs: Math.max(0, ...counted.map(lastEndMs)),
  };
}

function isEnding(pod: Stored): boolean {
  return (
    pod.metadata.deletionTimestamp !== undefined &&
    !['Succeeded', 'Failed'].includes(textOf(pod, 'status.phase'))
  );
}

/** Of the first init container that has not succeeded; null when all have. */
function initReason(pod: Stored): string | null {
  const statuses = listOf(pod, 'status.initContainerStatuses');
  for (const [index, status] of statuses.entries()) {
    const terminated = fieldOf(status, 'state.terminated');
    if (terminated !== undefined) {
      if (numberOf(terminated, 'exitCode') === 0) continue;
      return `Init:${endReason(terminated)}`;
    }
    const waiting = textOf(status, 'state.waiting.reason');
    if (waiting !== '' && waiting !== 'PodInitializing') return `Init:${waiting}`;
    return `Init:${index}/${listOf(pod, 'spec.initContainers').length}`;
  }
  return null;
}

/** The first container with something to say has the word. */
function mainReason(pod: Stored, otherwise: string): string {
  const containers = listOf(pod, 'status.containerStatuses');
  const said = containers.map(containerReason).find((reason) => reason !== null) ?? otherwise;
  if (said !== 'Completed' || !containers.some(isRunningAndReady)) return said;
  return conditionStatus(pod, 'Ready') === 'True' ? 'Running' : 'NotReady';
}

function containerReason(status: unknown): string | null {
  const waiting = textOf(status, 'state.waiting.reason');
  if (waiting !== '') return waiting;
  const terminated = fieldOf(status, 'state.terminated');
  return terminated === undefined ? null : endReason(terminated);
}

function endReason(terminated: unknown): string {
  const reason = textOf(terminated, 'reason');
  const signal = numberOf(terminated, 'signal');
  if (reason !== '') return reason;
  return signal === 0 ? `ExitCode:${numberOf(terminated, 'exitCode')}` : `Signal:${signal}`;
}

function isRunningAndReady(status: unknown): boolean {
  return fieldOf(status, 'ready') === true && fieldOf(status, 'state.running') !== undefined;
}

function conditionStatus(pod: Stored, type: string): string {
  return textOf(
    listOf(pod, 'status.conditions').find((condition) => textOf(condition, 'type') === type),
    'status',
  );
}

function lastEndMs(status: unknown): number {
  return Date.parse(textOf(status, 'lastState.terminated.finishedAt')) || 0;
}

function restartsText({ restarts, lastRestartMs }: PodSummary, nowMs: number): string {
  return restarts === 0 || lastRestartMs === 0
    ? String(restarts)
    : `${restarts} (${humanDuration(nowMs - lastRestartMs)} ago)`;
}
