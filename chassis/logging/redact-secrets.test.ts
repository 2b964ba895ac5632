import { expect, it } from 'vitest';
import { readLogLine } from './log-line.ts';
import { createLogger } from './logger.ts';

function fieldsOf(entry: object): Record<string, unknown> {
  const lines: string[] = [];
  createLogger({ service: 'shop' }, { write: (line) => lines.push(line) }).info(entry, 'said');
  return Object.fromEntries(readLogLine(lines[0] ?? '')?.fields ?? []);
}

class CardError extends Error {
  readonly cardToken = 'tok_1';
}

it('redacts secret fields of an entry and of the objects that it holds', () => {
  expect(fieldsOf({ token: 't', petId: 'pet-1', card: { cardToken: 'tok_1', last4: '1111' } })).toEqual({
    service: 'shop',
    token: '[redacted]',
    petId: 'pet-1',
    card: { cardToken: '[redacted]', last4: '1111' },
  });
});

it('redacts secret fields of errors, and keeps type, message and stack', () => {
  expect(fieldsOf({ err: new CardError('declined'), cause: new CardError('declined') })).toMatchObject({
    err: {
      type: 'CardError',
      message: 'declined',
      stack: expect.stringContaining('redact-secrets.test.ts'),
      cardToken: '[redacted]',
    },
    cause: { cardToken: '[redacted]' },
  });
});

it('does not change the object that was logged', () => {
  const card = { cardToken: 'tok_1' };
  fieldsOf({ card });
  expect(card).toEqual({ cardToken: 'tok_1' });
});

it.each(['text', 7, null])('takes %j for an error as it is', (err) => {
  expect(fieldsOf({ err })).toEqual({ service: 'shop', err });
});
