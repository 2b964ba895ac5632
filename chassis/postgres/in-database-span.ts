import { currentSpan, inSpan } from '../correlation/index.ts';

/** Shows database work as part of the message that is being handled; what runs in the background leaves no span. */
export function inDatabaseSpan<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  if (currentSpan() === undefined) return work();
  return inSpan(name, { kind: 'client', attributes: { 'db.system.name': 'postgresql' } }, work);
}
