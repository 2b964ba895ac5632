import type { DemoCheck } from './demo-document.ts';
import type { Found } from './evidence.ts';

const mostNamed = 3;

export interface Measure extends Pick<DemoCheck, 'name' | 'unit' | 'value'> {
  readonly atLeast?: number;
  readonly exactly?: number;
  readonly sampleSize: number;
  /** False when the check fails although the value reaches the threshold. */
  readonly isSound?: boolean;
  /** Reason given when the check fails. */
  readonly otherwise: string;
}

/** Compares a measured value with its threshold. */
export function check(measure: Measure): DemoCheck {
  const { name, unit, value, atLeast, exactly, sampleSize, isSound = true, otherwise } = measure;
  const threshold = exactly === undefined ? `>= ${atLeast}` : `= ${exactly}`;
  const ok = isSound && (exactly === undefined ? value >= (atLeast ?? 0) : value === exactly);
  return { name, threshold, value, unit, sampleSize, ok, ...(ok ? {} : { reason: otherwise }) };
}

/** The value found, or a default together with the reason why it could not be looked up. */
export function valueOr<Value>(
  found: Found<Value>,
  otherwise: Value,
): { value: Value; trouble: string | null } {
  return 'value' in found
    ? { value: found.value, trouble: null }
    : { value: otherwise, trouble: found.trouble };
}

/** The first causes in one line, and the number of the others. */
export function summarizeCauses(causes: readonly string[]): string {
  const named = causes.slice(0, mostNamed).map((cause) => cause.replace(/\.$/, ''));
  const rest = causes.length - named.length;
  return named.join('; ') + (rest > 0 ? `; and ${rest} more` : '');
}
