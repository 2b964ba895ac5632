import type { IncomingMessage } from 'node:http';
import type { Pool } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import { providerErrors } from '../errors.ts';
import { decideFault, type FaultDecision, noFault } from './decide-fault.ts';
import { drawFaults } from './fault-store.ts';
import { createRateLimit } from './rate-limit.ts';

/** Wraps every command with the configured faults. */
export interface FaultGate {
  /** Runs the command with its drawn faults; throws, or stalls before or after the command, if the faults say so. */
  pass<Answer>(request: IncomingMessage, command: (fault: FaultDecision) => Promise<Answer>): Promise<Answer>;
  /** Ends every stall before the process stops. */
  release(): void;
}

const longestStallMs = 60_000;

export function createFaultGate(database: Pool, clock: Clock): FaultGate {
  const limit = createRateLimit();
  const ending = new AbortController();

  async function decide(): Promise<FaultDecision> {
    const drawn = await drawFaults(database);
    if (drawn === undefined) return noFault;
    const { rateLimitPerSecond } = drawn.settings;
    if (rateLimitPerSecond > 0 && !limit.take(rateLimitPerSecond, clock.now())) {
      throw providerErrors.create('rate-limited');
    }
    return decideFault(drawn.settings, drawn.drawn);
  }

  /** Waits until the caller closes the connection, for at most a minute. */
  async function stall(request: IncomingMessage): Promise<never> {
    const left = new AbortController();
    const leave = () => left.abort();
    request.socket.once('close', leave);
    if (request.socket.destroyed) leave();
    await clock.wait(longestStallMs, AbortSignal.any([left.signal, ending.signal]));
    request.socket.off('close', leave);
    throw providerErrors.create('provider-stalled');
  }

  return {
    async pass(request, command) {
      const fault = await decide();
      if (fault.outcome === 'error') throw providerErrors.create('provider-failing');
      if (fault.outcome === 'timeout-before') return stall(request);
      const answer = await command(fault);
      return fault.outcome === 'timeout-after' ? stall(request) : answer;
    },
    release: () => ending.abort(),
  };
}
