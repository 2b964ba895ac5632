import type { DemoCheck } from './demo-document.ts';
import type { Found } from './evidence.ts';

const mostNamed = 3;

export interface Measure extends Pick<DemoCheck, 'name' | 'unit' | 'value'> {
  readonly atLeast?: number;
  readonly exactly?: number;
  readonly sampleSize: number;
  /** False where the number alone would say too much. */
  readonly isSound?: boolean;
  /** In words, for when it does not hold. */
  readonly otherwise: string;
}

/** Holds a number against its threshold. */
export function check(measure: Measure): DemoCheck {
  const { name, unit, value, atLeast, exactly, sampleSize, isSound = true, otherwise } = measure;
  const threshold = exactly === undefined ? `>= ${atLeast}` : `= ${exactly}`;
  const ok = isSound && (exactly === undefined ? value >= (atLeast ?? 0) : value === exactly);
  return { name, threshold, value, unit, sampleSize, ok, ...(ok ? {} : { reason: otherwise }) };
}

/** The value, or another in its place with what kept it from being found. */
export function valueOr<Value>(
  found: Found<Value>,
  otherwise: Value,
): { value: Value; trouble: string | null } {
  return 'value' in found
    ? { value: found.value, trouble: null }
    : { value: otherwise, trouble: found.trouble };
}

/** The first causes in one line; of those that are not named, how many there are. */
export function summarizeCauses(causes: readonly string[]): string {
  const named = causes.slice(0, mostNamed).map((cause) => cause.replace(/\.$/, ''));
  const rest = causes.length - named.length;
  return named.join('; ') + (rest > 0 ? `; and ${rest} more` : '');
}
