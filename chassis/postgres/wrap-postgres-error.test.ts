import { DatabaseError } from 'pg';
import { describe, expect, it } from 'vitest';
import { AppError } from '../errors/index.ts';
import {
  isConstraintViolation,
  isTransactionConflict,
  isUniqueViolation,
  sqlStateOf,
  wrapPostgresError,
} from './wrap-postgres-error.ts';

function refused(code: string, fields: Partial<DatabaseError> = {}): DatabaseError {
  return Object.assign(new DatabaseError('the server says no', 0, 'error'), { code }, fields);
}

const network = (code: string) => Object.assign(new Error(`connect ${code}`), { code, syscall: 'connect' });

describe('wrapPostgresError', () => {
  it.each([
    [refused('23505'), 'unique-violation', 'conflict'],
    [refused('23514'), 'constraint-violation', 'conflict'],
    [refused('40001'), 'transaction-conflict', 'unavailable'],
    [refused('40P01'), 'transaction-conflict', 'unavailable'],
    [refused('57014'), 'statement-timeout', 'timeout'],
    [refused('55P03'), 'statement-timeout', 'timeout'],
    [refused('53300'), 'database-unavailable', 'unavailable'],
    [refused('57P01'), 'database-unavailable', 'unavailable'],
    [refused('57P03'), 'database-unavailable', 'unavailable'],
    [refused('08006'), 'database-unavailable', 'unavailable'],
    [refused('28P01'), 'database-access-refused', 'bug'],
    [refused('3D000'), 'database-access-refused', 'bug'],
    [refused('42501'), 'database-access-refused', 'bug'],
    [refused('42P01'), 'database-error', 'bug'],
    [network('ECONNREFUSED'), 'database-unavailable', 'unavailable'],
    [new AggregateError([network('ECONNREFUSED')]), 'database-unavailable', 'unavailable'],
    [new Error('Connection terminated unexpectedly'), 'database-unavailable', 'unavailable'],
    [new Error('Connection terminated due to connection timeout'), 'database-unavailable', 'unavailable'],
    [new Error('timeout exceeded when trying to connect'), 'database-pool-timeout', 'unavailable'],
    [new Error('Query read timeout'), 'statement-timeout', 'timeout'],
    [new TypeError('circular'), 'database-error', 'bug'],
  ])('turns %s into %s', (error, code, kind) => {
    expect(wrapPostgresError(error)).toMatchObject({ code, kind, cause: error });
  });

  it('keeps what a caller may branch on, and the statement, but not the values of the row', () => {
    const error = refused('23505', {
      constraint: 'pets_name_key',
      table: 'pets',
      detail: 'Key (name)=(Rex) exists',
    });
    const wrapped = wrapPostgresError(error, 'insert-pet');
    const details = {
      statement: 'insert-pet',
      sqlState: '23505',
      constraint: 'pets_name_key',
      table: 'pets',
    };
    expect(wrapped.details).toEqual(details);
    expect(wrapped.message).not.toContain('Rex');
  });

  it('passes an AppError on as it is', () => {
    const error = new AppError('integer-not-safe', 'bug', 'too large');
    expect(wrapPostgresError(error)).toBe(error);
  });
});

describe('the guards', () => {
  const violation = wrapPostgresError(refused('23505', { constraint: 'pets_name_key' }));

  it('recognise a violation, by its constraint when one is named', () => {
    expect(isUniqueViolation(violation)).toBe(true);
    expect(isUniqueViolation(violation, 'pets_name_key')).toBe(true);
    expect(isUniqueViolation(violation, 'pets_pkey')).toBe(false);
    expect(isConstraintViolation(violation)).toBe(false);
    expect(
      isConstraintViolation(
        wrapPostgresError(refused('23514', { constraint: 'stock_check' })),
        'stock_check',
      ),
    ).toBe(true);
  });

  it('find a conflict behind the error that wraps it', () => {
    const conflict = wrapPostgresError(refused('40001'));
    expect(isTransactionConflict(new Error('saving the order', { cause: conflict }))).toBe(true);
    expect(isTransactionConflict(violation)).toBe(false);
  });

  it('tell the SQLSTATE that a function raised', () => {
    expect(sqlStateOf(wrapPostgresError(refused('P0001')))).toBe('P0001');
    expect(sqlStateOf(new Error('other'))).toBeUndefined();
  });
});
