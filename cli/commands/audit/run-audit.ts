import { type Clock, systemClock } from '@petstore/chassis/time';
import { paymentQuestions } from './ask-payments.ts';
import { providerQuestions } from './ask-provider.ts';
import { shopQuestions } from './ask-shop.ts';
import { type BookConnections, type Books, withBooks } from './audit-books.ts';
import type { Finding } from './finding.ts';
import { compareHistoryWithLog } from './history-with-log.ts';
import { compareHistoryWithOrders } from './history-with-orders.ts';
import { compareOrdersWithFigures } from './orders-with-figures.ts';
import { compareOrdersWithPayments } from './orders-with-payments.ts';
import { comparePaymentsWithFigures } from './payments-with-figures.ts';
import { comparePaymentsWithProvider } from './payments-with-provider.ts';
import { ask, type Comparison, type Patience } from './question.ts';
import { compareStockWithLog } from './stock-with-log.ts';

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
 * Checks every invariant. The snapshots of the databases are not of the same instant, so a finding counts only when a
 * second look finds it again.
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
