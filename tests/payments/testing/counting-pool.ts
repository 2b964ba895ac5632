import { currentInteraction } from '@petstore/chassis/correlation';
import type { Pool } from '@petstore/chassis/postgres';

/** What was asked of a database within one interaction; the background's part has none. */
export interface DatabaseUnits {
  /** Names of statements, in the order in which they were sent. */
  readonly statements: string[];
  /** Of transactions, and of statements on their own except plain reads. */
  commits: number;
}

/** Counts statements and commits by the correlation id of the interaction that caused them. */
export interface UnitCounter {
  of(correlationId: string): DatabaseUnits;
  /** A pool whose statements are counted. */
  count(pool: Pool): Pool;
}

export function createUnitCounter(): UnitCounter {
  const units = new Map<string, DatabaseUnits>();
  function of(correlationId: string): DatabaseUnits {
    const known = units.get(correlationId) ?? { statements: [], commits: 0 };
    units.set(correlationId, known);
    return known;
  }
  function current(): DatabaseUnits {
    return of(currentInteraction()?.correlationId ?? '');
  }

  return {
    of,
    count: (pool) => ({
      ...pool,
      query(statement, values) {
        current().statements.push(statement.name ?? '');
        if (!/^select\b/.test(statement.text)) current().commits += 1;
        return pool.query(statement, values);
      },
      withConnection: (work) =>
        pool.withConnection((lent) =>
          work({
            ...lent,
            query(statement, values) {
              current().statements.push(statement.name ?? '');
              return lent.query(statement, values);
            },
            run(command) {
              if (command === 'commit') current().commits += 1;
              return lent.run(command);
            },
          }),
        ),
    }),
  };
}
