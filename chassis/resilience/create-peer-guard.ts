import { currentSpan } from '../correlation/index.ts';
import type { Metrics } from '../metrics/index.ts';
import { type Bulkhead, createBulkhead } from './create-bulkhead.ts';
import {
  type BreakerState,
  type CallVerdict,
  type CircuitBreaker,
  type CircuitBreakerOptions,
  createCircuitBreaker,
} from './create-circuit-breaker.ts';
import { createRetryBudget, type RetryBudget } from './create-retry-budget.ts';
import type { Protection } from './protection.ts';

export interface PeerGuardOptions {
  readonly peer: string;
  readonly metrics: Metrics;
  /** Most concurrent calls; 64 by default. */
  readonly mostAtOnce?: number;
  /** Most callers that wait for one of them to end; 64 by default. */
  readonly mostWaiting?: number;
  readonly breaker?: Pick<CircuitBreakerOptions, 'firstPauseMs' | 'longestPauseMs' | 'random'>;
  readonly off?: readonly Protection[];
}

/**
 * Most concurrent calls whose answers the peer may hold back. They have slots of their own, because one may take
 * seconds without being work.
 */
export const mostHeld = 256;

type WithheldReason = 'budget' | 'deadline';

/** Circuit breaker, bulkhead and retry budget shared by all calls of a peer, each shown as metrics and span events. */
export interface PeerGuard {
  /** Counts a logical call for the retry budget. */
  countRequest(): void;
  /** Takes a retry from the budget. */
  mayRetry(): boolean;
  /** Counts a retry that was wanted but not made. */
  withhold(reason: WithheldReason): void;
  /** Counts an attempt that was not made because the caller's deadline had passed. */
  countExpired(): void;
  /**
   * Takes capacity for one attempt, at once or, if there is none, when it becomes free: the promise rejects with
   * `peer-saturated`. `leave` gives it back.
   */
  enter(options: { readonly patienceMs: number } & AttemptKind): Promise<void> | undefined;
  /**
   * Throws `peer-circuit-open` if the attempt may not be made; otherwise returns a function that must be called once
   * with the breaker's verdict.
   */
  admit(kind: AttemptKind): (verdict: CallVerdict) => void;
  leave(kind: AttemptKind): void;
}

interface AttemptKind {
  /** The peer may hold its answer back: the attempt takes one of `mostHeld` slots and is never a trial call. */
  readonly isHeld: boolean;
}

const stateValues: Readonly<Record<BreakerState, number>> = { closed: 0, 'half-open': 1, open: 2 };

export function createPeerGuard(options: PeerGuardOptions): PeerGuard {
  const { peer: server_address, metrics, off = [] } = options;
  const rejections = metrics.counter('http_client_rejections_total');
  const withheld = metrics.counter('http_client_retries_withheld_total');
  const budget: RetryBudget | undefined = off.includes('retry-budget') ? undefined : createRetryBudget();
  const bulkheads = off.includes('bulkhead') ? undefined : openBulkheads(options);
  const breaker = off.includes('circuit-breaker') ? undefined : openBreaker(options);

  function reject(reason: 'circuit-open' | 'saturated' | 'deadline'): void {
    rejections.inc({ server_address, reason });
    currentSpan()?.addEvent(`call rejected: ${reason}`, { 'server.address': server_address });
  }

  function withhold(reason: WithheldReason): void {
    withheld.inc({ server_address, reason });
    currentSpan()?.addEvent(`retry withheld: ${reason}`, { 'server.address': server_address });
  }

  const bulkheadOf = (isHeld: boolean) => (isHeld ? bulkheads?.held : bulkheads?.ordinary);

  return {
    countRequest: () => budget?.countRequest(),
    mayRetry() {
      if (budget === undefined || budget.tryTake()) return true;
      withhold('budget');
      return false;
    },
    withhold,
    countExpired: () => reject('deadline'),
    enter({ patienceMs, isHeld }) {
      const entering = bulkheadOf(isHeld)?.enter(patienceMs);
      return entering?.catch((error: unknown) => {
        reject('saturated');
        throw error;
      });
    },
    leave: ({ isHeld }) => bulkheadOf(isHeld)?.leave(),
    admit({ isHeld }) {
      if (breaker === undefined) return ignore;
      try {
        return breaker.admit({ mayBeTrial: !isHeld });
      } catch (error) {
        reject('circuit-open');
        throw error;
      }
    },
  };
}

const ignore = () => undefined;

interface Bulkheads {
  readonly ordinary: Bulkhead;
  /** Of calls whose answers may be held back. */
  readonly held: Bulkhead;
}

function openBulkheads({ peer, metrics, mostAtOnce = 64, mostWaiting = 64 }: PeerGuardOptions): Bulkheads {
  const gauge = metrics.gauge('http_client_bulkhead_calls');
  const activeCalls = gauge.labels({ server_address: peer, state: 'active' });
  const waitingCalls = gauge.labels({ server_address: peer, state: 'waiting' });
  const ordinary = createBulkhead({
    mostAtOnce,
    mostWaiting,
    onChange({ active, waiting }) {
      activeCalls.set(active);
      waitingCalls.set(waiting);
    },
  });
  const heldCalls = gauge.labels({ server_address: peer, state: 'held' });
  const held = createBulkhead({
    mostAtOnce: mostHeld,
    mostWaiting: 0,
    onChange: ({ active }) => heldCalls.set(active),
  });
  return { ordinary, held };
}

function openBreaker({ peer: server_address, metrics, breaker = {} }: PeerGuardOptions): CircuitBreaker {
  const state = metrics.gauge('http_client_circuit_state').labels({ server_address });
  const changes = metrics.counter('http_client_circuit_changes_total');
  state.set(stateValues.closed);
  return createCircuitBreaker({
    ...breaker,
    onChange(next) {
      state.set(stateValues[next]);
      changes.inc({ server_address, state: next });
      currentSpan()?.addEvent(`circuit ${next}`, { 'server.address': server_address });
    },
  });
}
