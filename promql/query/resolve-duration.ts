import { PromqlError } from '../promql-error.ts';
import type { Duration } from '../syntax/expression.ts';
import { calculate } from './calculate.ts';

interface DurationScope {
  readonly stepMs: number;
  readonly rangeMs: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly allowNegative: boolean;
}

/** Milliseconds of a duration or of duration arithmetic. Throws `PromqlError` when the result is out of range. */
export function resolveDuration(duration: Duration, scope: DurationScope): number {
  const seconds = secondsOf(duration, scope);
  if (duration.kind !== 'literal' && seconds <= 0 && !scope.allowNegative)
    throw new PromqlError('execution', 'duration must be greater than 0');
  if (Math.abs(seconds) > 9_223_372_036 || Number.isNaN(seconds))
    throw new PromqlError('execution', 'duration is out of range');
  return Math.trunc(Math.round(seconds * 1e6) / 1e3);
}

function secondsOf(duration: Duration, scope: DurationScope): number {
  switch (duration.kind) {
    case 'literal':
      return duration.seconds;
    case 'query':
      return (
        { step: scope.stepMs, range: scope.rangeMs, start: scope.startMs, end: scope.endMs }[duration.name] /
        1000
      );
    case 'group':
      return secondsOf(duration.operand, scope);
    case 'negative':
      return -secondsOf(duration.operand, scope);
    case 'extreme':
      return Math[duration.name](secondsOf(duration.left, scope), secondsOf(duration.right, scope));
    case 'arithmetic': {
      const left = secondsOf(duration.left, scope);
      const right = secondsOf(duration.right, scope);
      if (right === 0 && duration.operator === '/') throw new PromqlError('execution', 'division by zero');
      if (right === 0 && duration.operator === '%') throw new PromqlError('execution', 'modulo by zero');
      return calculate(duration.operator, left, right);
    }
  }
}
