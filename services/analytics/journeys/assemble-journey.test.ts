import { describe, expect, it } from 'vitest';
import {
  assembleJourney as assemble,
  type PublishedEvent,
  type RecordedRequest,
} from './assemble-journey.ts';

const at = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms);

function request(messageId: string, changes: Partial<RecordedRequest> = {}): RecordedRequest {
  return {
    messageId,
    causationId: null,
    name: 'POST /v1/orders',
    caller: 'client',
    callee: 'gateway',
    status: 202,
    startedAt: at(0),
    durationMs: 12,
    attempts: 1,
    customerId: null,
    ...changes,
  };
}

function event(messageId: string, changes: Partial<PublishedEvent> = {}): PublishedEvent {
  return {
    messageId,
    causationId: 'root',
    type: 'OrderPlaced',
    source: 'petstore-domain',
    occurredAt: at(5),
    publishedAt: at(8),
    customerId: null,
    ...changes,
  };
}

const noHandlings = { byEvent: new Map(), consumersUnreachable: [] };
function assembleJourney(
  correlationId: string,
  requests: readonly RecordedRequest[],
  events: readonly PublishedEvent[],
  claimedBy: string | null = null,
) {
  return assemble(correlationId, { requests, events, claimedBy }, noHandlings);
}

describe('a journey', () => {
  it('contains requests and events sorted by time, each with its cause', () => {
    const inner = request('inner', {
      causationId: 'root',
      caller: 'gateway',
      callee: 'petstore-domain',
      startedAt: at(1),
    });
    const journey = assembleJourney(
      'c',
      [inner, request('root')],
      [event('placed', { causationId: 'inner' })],
    );
    expect(journey.messages.map(({ messageId, causationId }) => [messageId, causationId])).toEqual([
      ['root', null],
      ['inner', 'root'],
      ['placed', 'inner'],
    ]);
    expect(journey).toMatchObject({ correlationId: 'c', roots: ['root'], orphans: [] });
    const atOnce = assembleJourney('c', [], [event('second-by-name'), event('first-by-name')]);
    expect(atOnce.messages.map(({ messageId }) => messageId)).toEqual(['second-by-name', 'first-by-name']);
    expect(journey.messages.at(-1)).toEqual({
      messageId: 'placed',
      causationId: 'inner',
      kind: 'event',
      name: 'OrderPlaced',
      from: 'petstore-domain',
      to: 'events',
      status: 'published',
      durationMs: 3,
      attempts: 1,
      at: '2026-01-01T00:00:00.005Z',
      handledBy: [],
    });
  });

  it('merges the attempts of a request into one message with the status of the last', () => {
    const attempt = { causationId: 'root', caller: 'petstore-domain', callee: 'payment-service' };
    const attempts = [
      request('pay', { ...attempt, startedAt: at(300), status: 201, durationMs: 20 }),
      request('pay', { ...attempt, startedAt: at(100), status: 503, durationMs: 5 }),
    ];
    const { messages } = assembleJourney('c', [request('root'), ...attempts], []);
    expect(messages[1]).toMatchObject({
      attempts: 2,
      status: 201,
      durationMs: 20,
      at: at(100).toISOString(),
    });
    expect(messages).toHaveLength(2);
  });

  it('uses the number of attempts that the caller recorded for a call to an outside system', () => {
    const call = request('charge', {
      causationId: 'root',
      caller: 'payment-service',
      callee: 'payment-provider',
      attempts: 3,
      startedAt: at(1),
    });
    expect(assembleJourney('c', [request('root'), call], []).messages[1]?.attempts).toBe(3);
  });

  it.each<[string, RecordedRequest[], PublishedEvent[]]>([
    ['a request of a service without a cause', [request('lost', { caller: 'gateway' })], []],
    ['an event without a cause', [], [event('lost', { causationId: null })]],
    ['a message whose cause is not in the set', [], [event('lost', { causationId: 'elsewhere' })]],
    ['a message that names itself as its cause', [request('lost', { causationId: 'lost' })], []],
  ])('lists %s as an orphan', (_title, requests, events) => {
    const journey = assembleJourney('c', [request('root'), ...requests], events);
    expect(journey.orphans).toEqual(['lost']);
    expect(journey.roots).toEqual(['root']);
  });

  it('lists every request of the customer as a root', () => {
    const journey = assembleJourney('c', [request('one'), request('two', { startedAt: at(50) })], []);
    expect(journey.roots).toEqual(['one', 'two']);
  });

  it('lists each customer once, from requests and events', () => {
    const journey = assembleJourney(
      'c',
      [request('one', { customerId: 'customer-002' }), request('two')],
      [event('three', { customerId: 'customer-001' }), event('four', { customerId: 'customer-002' })],
    );
    expect(journey.customerIds).toEqual(['customer-001', 'customer-002']);
  });

  it('lists the handlings of events only', () => {
    const handling = { service: 'analytics', at: '2026-01-01T00:00:00.020Z' };
    const records = {
      requests: [request('root')],
      events: [event('placed'), event('reserved')],
      claimedBy: null,
    };
    const handlings = { byEvent: new Map([['placed', [handling]]]), consumersUnreachable: ['reports'] };
    const journey = assemble('c', records, handlings);
    expect(journey.messages.map(({ messageId, handledBy }) => [messageId, handledBy])).toEqual([
      ['root', undefined],
      ['placed', [handling]],
      ['reserved', []],
    ]);
    expect(journey.consumersUnreachable).toEqual(['reports']);
  });

  it.each([
    [
      'the customer who claimed its correlation id',
      'customer-003',
      ['customer-001', 'customer-002'],
      'customer-003',
    ],
    [
      'the customer of the first request if the id is not claimed',
      null,
      [null, 'customer-002', 'customer-001'],
      'customer-002',
    ],
    ['null if no customer was signed in', null, [null], null],
  ])('has as owner %s', (_title, claimedBy, customers, expected) => {
    const requests = customers.map((customerId, place) =>
      request(`r${place}`, { customerId, startedAt: at(place) }),
    );
    const later = event('later', { customerId: 'customer-009' });
    expect(assembleJourney('c', requests, [later], claimedBy).ownerId).toBe(expected);
  });
});
