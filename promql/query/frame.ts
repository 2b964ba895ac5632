/** The times at which an expression is evaluated: `count` of them, from `startMs` on, every `stepMs`. */
export interface Frame {
  readonly startMs: number;
  readonly stepMs: number;
  readonly count: number;
}

export function timeOf(frame: Frame, step: number): number {
  return frame.startMs + step * frame.stepMs;
}

export function endOf(frame: Frame): number {
  return timeOf(frame, frame.count - 1);
}

/** Only the first of the frame's times. */
export function firstOf(frame: Frame): Frame {
  return frame.count === 1 ? frame : { ...frame, count: 1 };
}
