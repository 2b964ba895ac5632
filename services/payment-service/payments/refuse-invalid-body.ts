import { paymentErrors } from '../errors.ts';

/** What the server adds to a request whose body does not match its schema, where a route asks to see it. */
interface BodyProblem {
  readonly validation?: readonly { readonly instancePath: string; readonly keyword: string }[];
}

/** An amount that is a number, but not one that can be paid, is understood and refused (422); any other problem is malformed (400). */
export function refuseInvalidBody(problem: (Error & BodyProblem) | undefined): void {
  if (problem === undefined) return;
  const entries = problem.validation ?? [];
  const isAmount = entries.every(
    ({ instancePath, keyword }) =>
      instancePath.endsWith('/amountMinor') && (keyword === 'minimum' || keyword === 'maximum'),
  );
  throw isAmount && entries.length > 0
    ? paymentErrors.create('amount-out-of-range', { cause: problem })
    : problem;
}
