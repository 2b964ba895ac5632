import { currentSpan, inSpan } from '../correlation/index.ts';

/**
 * Runs database work, in a span of its own if the span of the message being handled asks for that; background work gets
 * no span.
 */
export function inDatabaseSpan<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  if (currentSpan()?.tracesStatements !== true) return work();
  return inSpan(name, { kind: 'client', attributes: { 'db.system.name': 'postgresql' } }, work);
}
