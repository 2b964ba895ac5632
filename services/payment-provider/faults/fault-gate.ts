import type { IncomingMessage } from 'node:http';
import type { Pool } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import { providerErrors } from '../errors.ts';
import { decideFault, type FaultDecision, noFault } from './decide-fault.ts';
import { drawFaults } from './fault-store.ts';
import { createRateLimit } from './rate-limit.ts';

/** A command in two ways. */
export interface Faultable<Answer> {
  /**
   * Runs it in a statement that has no effect while faults are set. Undefined, without effect, if they are, or if the
   * statement cannot tell what is to be done.
   */
  atOnce(): Promise<Answer | undefined>;
  command(fault: FaultDecision): Promise<Answer>;
}

/** Wraps every command with the configured faults. */
export interface FaultGate {
  /** Runs the command with its drawn faults; throws, or stalls before or after the command, if the faults say so. */
  pass<Answer>(request: IncomingMessage, faultable: Faultable<Answer>): Promise<Answer>;
  /** Ends every stall before the process stops. */
  release(): void;
}

const longestStallMs = 60_000;

export function createFaultGate(database: Pool, clock: Clock): FaultGate {
  const limit = createRateLimit();
  const ending = new AbortController();

  /** Whether the latest draw found faults; a command is then tried with them first. */
  let wereSet = false;

  async function decide(): Promise<FaultDecision> {
    const drawn = await drawFaults(database);
    wereSet = drawn !== undefined;
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
    async pass(request, { atOnce, command }) {
      const quick = wereSet ? undefined : await atOnce();
      if (quick !== undefined) return quick;
      const fault = await decide();
      if (fault.outcome === 'error') throw providerErrors.create('provider-failing');
      if (fault.outcome === 'timeout-before') return stall(request);
      const answer = await command(fault);
      return fault.outcome === 'timeout-after' ? stall(request) : answer;
    },
    release: () => ending.abort(),
  };
}
