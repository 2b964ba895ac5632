import { timeOf } from '../query/frame.ts';
import { createSeries, writeFloat } from '../query/instant-series.ts';
import { Labels } from '../series/labels.ts';
import type { CallFunction } from './call-input.ts';
import { mapFloats } from './elementwise.ts';

/** A part of the UTC date of each value as Unix time; without an argument, of the step's time. */
function datePart(read: (date: Date) => number): CallFunction {
  const at = (seconds: number): number => {
    const date = new Date(Math.trunc(seconds) * 1000);
    return Number.isNaN(date.getTime()) ? Number.NaN : read(date);
  };
  return (input) => {
    if (input.argCount > 0) return mapFloats(input, at);
    const { context, frame } = input;
    context.budget.hold(frame.count);
    const series = createSeries(Labels.empty, frame.count);
    for (let step = 0; step < frame.count; step++) writeFloat(series, step, at(timeOf(frame, step) / 1000));
    return { kind: 'vector', series: [series] };
  };
}

function daysInMonth(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}

function dayOfYear(date: Date): number {
  const newYear = new Date(date.getTime());
  newYear.setUTCMonth(0, 1);
  newYear.setUTCHours(0, 0, 0, 0);
  return Math.floor((date.getTime() - newYear.getTime()) / 86_400_000) + 1;
}

/** Calendar functions. */
export const dateFunctions: ReadonlyMap<string, CallFunction> = new Map([
  ['days_in_month', datePart(daysInMonth)],
  ['day_of_month', datePart((date) => date.getUTCDate())],
  ['day_of_week', datePart((date) => date.getUTCDay())],
  ['day_of_year', datePart(dayOfYear)],
  ['hour', datePart((date) => date.getUTCHours())],
  ['minute', datePart((date) => date.getUTCMinutes())],
  ['month', datePart((date) => date.getUTCMonth() + 1)],
  ['year', datePart((date) => date.getUTCFullYear())],
]);
