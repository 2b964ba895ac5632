/** Whether orders, money and stock add up, asked of the databases themselves with statements that no service shares. */
export { type Book, type BookConnections, bookDatabases, withBooks } from './audit-books.ts';
export { type Finding, type Invariant, invariants } from './finding.ts';
export { booksAt, booksOf } from './locate-books.ts';
export type { Patience } from './question.ts';
export { runAudit } from './run-audit.ts';
