import type { Finding } from './check-schema.ts';
import type { FieldPath } from './field-path.ts';
import type { ContainerPort } from './schemas/container.ts';
import type { Lifecycle, Probe } from './schemas/probe.ts';

interface HandlerPlace {
  readonly path: FieldPath;
  readonly port: ContainerPort | undefined;
}

interface ProbePlace extends HandlerPlace {
  readonly isReadiness: boolean;
}

function checkPort(asked: number | string, { path, port }: HandlerPlace): Finding[] {
  if (port !== undefined && (asked === port.containerPort || asked === port.name)) return [];
  const named = port?.name === undefined ? '' : ` or ${port.name}`;
  const advice = port === undefined ? 'declare it under ports' : `write ${port.containerPort}${named}`;
  return [{ path: [...path, 'port'], message: `the container has no port ${asked}: ${advice}` }];
}

interface HandlerChoice {
  readonly handlers: Readonly<Record<string, unknown>>;
  /** A handler that is not run here and reported as such already. */
  readonly refused: unknown;
}

function checkHandlers({ handlers, refused }: HandlerChoice, path: FieldPath): Finding[] {
  const names = Object.keys(handlers);
  if (refused !== undefined || names.filter((name) => handlers[name] !== undefined).length === 1) return [];
  return [{ path, message: `must have exactly one of ${names.join(', ')}` }];
}

/** A probe asks the one port of its container, in exactly one way. */
export function checkProbe(probe: Probe, { path, port, isReadiness }: ProbePlace): Finding[] {
  const { httpGet, tcpSocket, exec, grpc, successThreshold = 1 } = probe;
  return [
    ...(isReadiness || successThreshold === 1
      ? []
      : [{ path: [...path, 'successThreshold'], message: 'must be 1 for startup and liveness probes' }]),
    ...checkHandlers({ handlers: { httpGet, tcpSocket, exec }, refused: grpc }, path),
    ...(httpGet === undefined ? [] : checkPort(httpGet.port, { path: [...path, 'httpGet'], port })),
    ...(tcpSocket === undefined ? [] : checkPort(tcpSocket.port, { path: [...path, 'tcpSocket'], port })),
  ];
}

export function checkLifecycle({ preStop }: Lifecycle, { path, port }: HandlerPlace): Finding[] {
  if (preStop === undefined) return [];
  const { exec, httpGet, sleep, tcpSocket } = preStop;
  const at = [...path, 'preStop'];
  return [
    ...checkHandlers({ handlers: { exec, httpGet, sleep }, refused: tcpSocket }, at),
    ...(httpGet === undefined ? [] : checkPort(httpGet.port, { path: [...at, 'httpGet'], port })),
  ];
}
