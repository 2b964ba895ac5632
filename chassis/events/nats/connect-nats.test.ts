import { expect, it } from 'vitest';
import { asUnavailable } from './connect-nats.ts';

it('says once that the bus does not answer, with the cause', () => {
  const reason = new Error('getaddrinfo ENOTFOUND nats');
  const failure = asUnavailable(reason);
  expect(failure).toMatchObject({ code: 'event-bus-unavailable', cause: reason });
  expect(asUnavailable(failure)).toBe(failure);
});
