import { expect, test } from 'vitest';
import { decideHealth } from './decide-health.ts';
import type { ProbeHistory, ProbeVerdict } from './decide-probe.ts';

function history(verdict: ProbeVerdict | null): ProbeHistory | null {
  return verdict === null ? null : { verdict, lastResult: null, resultsInARow: 1, reason: 'status 503' };
}

test.each([
  { startup: null, readiness: null, liveness: null, expected: 'started ready', reason: 'ready' },
  { startup: null, readiness: 'unknown', liveness: null, expected: 'started', reason: 'readiness probe' },
  { startup: null, readiness: 'passing', liveness: 'unknown', expected: 'started ready', reason: 'ready' },
  {
    startup: null,
    readiness: 'failing',
    liveness: 'passing',
    expected: 'started',
    reason: 'readiness probe',
  },
  { startup: null, readiness: 'passing', liveness: 'failing', expected: 'restart', reason: 'liveness probe' },
  { startup: 'unknown', readiness: 'passing', liveness: 'failing', expected: '', reason: 'startup probe' },
  { startup: 'unknown', readiness: null, liveness: null, expected: '', reason: 'startup probe' },
  { startup: 'failing', readiness: 'passing', liveness: null, expected: 'restart', reason: 'startup probe' },
  { startup: 'passing', readiness: 'passing', liveness: null, expected: 'started ready', reason: 'ready' },
] as const)('startup $startup, readiness $readiness, liveness $liveness: "$expected"', (row) => {
  const decision = decideHealth({
    startup: history(row.startup),
    readiness: history(row.readiness),
    liveness: history(row.liveness),
  });
  const words = [
    decision.isStarted ? 'started' : '',
    decision.isReady ? 'ready' : '',
    decision.mustRestart ? 'restart' : '',
  ];
  expect(words.filter((word) => word !== '').join(' ')).toBe(row.expected);
  expect(decision.reason).toContain(row.reason);
});
