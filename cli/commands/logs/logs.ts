import type { EngineStatus, LogsQuery } from '@petstore/engine/api/control';
import { cliErrors } from '../../errors.ts';
import { createControlClient, type LogLine, requireStatus } from '../../system/control-client.ts';
import { petstoreCommand } from '../../system/petstore-command.ts';
import type { SystemOptions } from '../../system/system-address.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { renderLogLine } from './render-log-line.ts';

export interface LogsOptions extends SystemOptions {
  readonly correlationId?: string;
  readonly tail?: number;
  /** Maximum age of the lines in milliseconds. */
  readonly since?: number;
  readonly follow?: boolean;
}

/** Prints the pods' log lines, oldest first; with `--json` one document per line. */
export async function logs(
  name: string | undefined,
  options: LogsOptions,
  terminal: Terminal,
): Promise<number> {
  const { portOffset, correlationId, tail, since, follow } = options;
  const control = createControlClient(portOffset);
  const print = (line: LogLine) => {
    if (terminal.isJson) terminal.record(line);
    else terminal.say(renderLogLine(line, terminal));
  };
  try {
    const status = await requireStatus(control, options);
    const query: LogsQuery = {
      ...(name === undefined ? {} : sourceOf(name, status)),
      ...(correlationId === undefined ? {} : { correlationId }),
      ...(tail === undefined ? {} : { tail }),
      ...(since === undefined ? {} : { since: new Date(Date.now() - since).toISOString() }),
    };
    if (follow === true) await control.followLogs(query, print);
    else for (const line of await control.logs(query)) print(line);
    return 0;
  } finally {
    await control.close();
  }
}

/** Selects a running pod, or a Deployment. Throws `deployment-unknown`. */
export function sourceOf(
  name: string,
  { deployments, portOffset }: Pick<EngineStatus, 'deployments' | 'portOffset'>,
): LogsQuery {
  const isPod = deployments.some(({ pods }) => pods.some((pod) => pod.name === name));
  if (isPod) return { pod: name };
  if (deployments.some((deployment) => deployment.name === name)) return { deployment: name };
  const known = deployments.map((deployment) => deployment.name);
  throw cliErrors.create('deployment-unknown', {
    message: `There is no Deployment and no pod ${JSON.stringify(name)}; there are the Deployments ${known.join(', ')}, and each pod by its name, as in ${petstoreCommand('status', portOffset)}.`,
    details: { deployments: known },
  });
}
