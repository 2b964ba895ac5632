import { type Clock, systemClock } from '@petstore/chassis/time';
import { type BookConnections, type Books, withBooks } from './audit-books.ts';
import { compareHistoryWithLog } from './comparisons/history-with-log.ts';
import { compareHistoryWithOrders } from './comparisons/history-with-orders.ts';
import { compareOrdersWithFigures } from './comparisons/orders-with-figures.ts';
import { compareOrdersWithPayments } from './comparisons/orders-with-payments.ts';
import { comparePaymentsWithFigures } from './comparisons/payments-with-figures.ts';
import { comparePaymentsWithProvider } from './comparisons/payments-with-provider.ts';
import { compareStockWithLog } from './comparisons/stock-with-log.ts';
import type { Finding } from './finding.ts';
import { ask, type Comparison, type Patience } from './question.ts';
import { paymentQuestions } from './questions/ask-payments.ts';
import { providerQuestions } from './questions/ask-provider.ts';
import { shopQuestions } from './questions/ask-shop.ts';

const questions = [...shopQuestions, ...paymentQuestions, ...providerQuestions];

const comparisons: readonly Comparison[] = [
  compareOrdersWithPayments,
  comparePaymentsWithProvider,
  compareHistoryWithOrders,
  compareHistoryWithLog,
  compareOrdersWithFigures,
  comparePaymentsWithFigures,
  compareStockWithLog,
];

const lookAgainMs = 1_000;

/**
 * Looks for what contradicts the invariants. The books are several databases, whose snapshots are not of the same instant: what a first look
 * finds is looked at once more, and counts when it is still there.
 */
export async function runAudit(
  connections: BookConnections,
  patience: Patience,
  clock: Clock = systemClock,
): Promise<readonly Finding[]> {
  const first = await lookOnce(connections, patience);
  if (first.length === 0) return first;
  await clock.wait(lookAgainMs);
  const seen = new Set(first.map(keyOf));
  return (await lookOnce(connections, patience)).filter((finding) => seen.has(keyOf(finding)));
}

function keyOf({ invariant, subject, detail }: Finding): string {
  return `${invariant} ${subject} ${detail}`;
}

function lookOnce(connections: BookConnections, patience: Patience): Promise<readonly Finding[]> {
  return withBooks(connections, async (books: Books) => {
    const found: Finding[] = [];
    for (const question of questions) found.push(...(await ask(question, books, patience)));
    for (const compare of comparisons) found.push(...(await compare(books, patience)));
    return found.toSorted((a, b) => keyOf(a).localeCompare(keyOf(b)));
  });
}
