import { describe, expect, it } from 'vitest';
import { readConnection } from './connection.ts';

const environment = {
  PGHOST: 'db',
  PGPORT: '5433',
  PGDATABASE: 'orders',
  PGUSER: 'orders_app',
  PGPASSWORD: 'secret',
};

describe('readConnection', () => {
  it("reads libpq's variables", () => {
    const expected = { host: 'db', port: 5433, database: 'orders', user: 'orders_app', password: 'secret' };
    expect(readConnection(environment)).toEqual(expected);
  });

  it('takes the standard port when none is given', () => {
    expect(readConnection({ ...environment, PGPORT: undefined }).port).toBe(5432);
  });

  it('reads a second database on the same server by its prefix', () => {
    const events = { EVENTS_PGDATABASE: 'events', EVENTS_PGUSER: 'relay', EVENTS_PGPASSWORD: 'other' };
    const expected = { host: 'db', port: 5433, database: 'events', user: 'relay', password: 'other' };
    expect(readConnection({ ...environment, ...events }, 'EVENTS_')).toEqual(expected);
  });

  it('does not borrow the database, user or password of the unprefixed variables', () => {
    const problems = [
      'EVENTS_PGDATABASE is not set',
      'EVENTS_PGUSER is not set',
      'EVENTS_PGPASSWORD is not set',
    ];
    expect(() => readConnection(environment, 'EVENTS_')).toThrowError(
      expect.objectContaining({ code: 'database-settings-invalid', details: { problems } }),
    );
  });

  it('names every problem at once', () => {
    expect(() => readConnection({ PGPORT: 'many', PGUSER: '' })).toThrowError(
      'PGHOST is not set; PGDATABASE is not set; PGUSER is not set; PGPASSWORD is not set; PGPORT is not a port number',
    );
  });
});
