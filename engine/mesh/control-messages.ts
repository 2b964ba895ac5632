import type { MeshConfiguration } from './mesh-configuration.ts';

/** Engine to proxy. */
export interface ConfigureCommand {
  readonly kind: 'configure';
  readonly revision: number;
  readonly configuration: MeshConfiguration;
}

/** Engine to proxy: to be told when no request is under way to a pod that was taken out. */
export interface AwaitDrainedCommand {
  readonly kind: 'await-drained';
  readonly revision: number;
  readonly pod: string;
}

/** Why a configuration was refused; nothing of it was applied. */
export interface MeshProblem {
  readonly code: 'invalid' | 'port-taken';
  /** Where in the configuration: `listeners[2].port`. */
  readonly path: string;
  readonly message: string;
  /** The port that could not be opened. */
  readonly port?: number;
}

/** Proxy to engine. */
export type ProxyReport =
  | { readonly kind: 'started' }
  | { readonly kind: 'applied' | 'drained'; readonly revision: number }
  | { readonly kind: 'refused'; readonly revision: number; readonly problems: readonly MeshProblem[] };

/** A command before its configuration is validated. */
interface ReceivedConfiguration {
  readonly kind: 'configure';
  readonly revision: number;
  readonly configuration: unknown;
}

type ReceivedCommand = ReceivedConfiguration | AwaitDrainedCommand;

export function isCommand(message: unknown): message is ReceivedCommand {
  if (typeof message !== 'object' || message === null || !('kind' in message)) return false;
  if (!('revision' in message) || !Number.isSafeInteger(message.revision)) return false;
  if (message.kind === 'configure') return 'configuration' in message;
  return message.kind === 'await-drained' && 'pod' in message && typeof message.pod === 'string';
}
