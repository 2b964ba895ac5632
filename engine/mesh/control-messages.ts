import type { MeshConfiguration } from './mesh-configuration.ts';

/** Engine to proxy. */
export interface ConfigureCommand {
  readonly kind: 'configure';
  readonly revision: number;
  readonly configuration: MeshConfiguration;
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
  | { readonly kind: 'applied'; readonly revision: number }
  | { readonly kind: 'refused'; readonly revision: number; readonly problems: readonly MeshProblem[] };

/** A command before its configuration is validated. */
export interface ReceivedCommand {
  readonly kind: 'configure';
  readonly revision: number;
  readonly configuration: unknown;
}

export function isConfigureCommand(message: unknown): message is ReceivedCommand {
  return (
    typeof message === 'object' &&
    message !== null &&
    'kind' in message &&
    message.kind === 'configure' &&
    'revision' in message &&
    Number.isSafeInteger(message.revision) &&
    'configuration' in message
  );
}
