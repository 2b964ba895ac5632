/** A commit that a journey cannot do without. */
export interface NecessaryCommit {
  /** As the floor's services count it. */
  readonly name: string;
  readonly service: 'petstore-domain' | 'payment-service' | 'payment-provider';
  /** How often a journey makes it. */
  readonly times: number;
  /** What would be lost, or done twice, without it. */
  readonly reason: string;
}

/**
 * The durable commits of a journey. Whoever moves one out of this list makes our system look worse than it is, and
 * whoever adds one makes it look better: it changes only with what the shop promises.
 */
export const necessaryCommits: readonly NecessaryCommit[] = [
  {
    name: 'view',
    service: 'petstore-domain',
    times: 1,
    reason:
      'answered with 202: a view that was accepted reaches the recommendations although the process dies',
  },
  {
    name: 'cart',
    service: 'petstore-domain',
    times: 2,
    reason: 'what a customer put into the cart is there in the next request, whoever answers it',
  },
  {
    name: 'placed',
    service: 'petstore-domain',
    times: 1,
    reason:
      'order, reservation, idempotency key and event stand or fall together; after the answer the order exists',
  },
  {
    name: 'payment key before the call',
    service: 'payment-service',
    times: 2,
    reason:
      'a process that dies during a call to the provider must find what it may have asked for, or charge twice',
  },
  {
    name: 'book',
    service: 'payment-provider',
    times: 2,
    reason: "the outside's own record of the money that it holds or moved",
  },
  {
    name: 'payment result',
    service: 'payment-service',
    times: 2,
    reason: 'the outcome, its double entry and its event, before the caller hears of it',
  },
  {
    name: 'webhook dedupe',
    service: 'payment-service',
    times: 2,
    reason: 'a webhook comes at least once, and has its effect once',
  },
  {
    name: 'authorised',
    service: 'petstore-domain',
    times: 1,
    reason: 'the order is accepted: what the customer is told when the confirmation is answered',
  },
  {
    name: 'captured',
    service: 'petstore-domain',
    times: 1,
    reason: 'the pet is sold: from here on the order is not cancelled but refunded',
  },
  {
    name: 'delivery step',
    service: 'petstore-domain',
    times: 3,
    reason:
      'prepared, dispatched, delivered: each at its own time, each visible to the customer and told to others',
  },
];

/** Commits that nobody waits for, of which one serves as many journeys as there are in its time. */
export const asynchronousCommits: readonly string[] = [
  'exposure',
  'publish',
  'consumer turn',
  'webhook done',
];

export const commitsOfJourney: number = necessaryCommits.reduce((sum, { times }) => sum + times, 0);
