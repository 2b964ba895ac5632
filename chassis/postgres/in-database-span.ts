import { currentSpan, inSpan } from '../correlation/index.ts';

/** Runs database work in a span of the message being handled; background work gets no span. */
export function inDatabaseSpan<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  if (currentSpan() === undefined) return work();
  return inSpan(name, { kind: 'client', attributes: { 'db.system.name': 'postgresql' } }, work);
}
