/** Audit of orders, money and stock, by SQL on the databases that shares no statement with the services. */
export { type Book, type BookConnections, bookDatabases, withBooks } from './audit-books.ts';
export { type Finding, type Invariant, invariants } from './finding.ts';
export { booksAt, booksOf } from './locate-books.ts';
export type { Patience } from './question.ts';
export { runAudit } from './run-audit.ts';
