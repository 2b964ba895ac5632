import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type MessagingFixture, openMessaging } from '../../testing/messaging.ts';
import { type OutboxHappening, OutboxSimulation } from '../../testing/outbox-simulation.ts';

/** `OUTBOX_SEEDS=1000` for a long run; add a printed counterexample to `kept`. */
const numRuns = Number(process.env['OUTBOX_SEEDS'] ?? 60);

let messaging: MessagingFixture;
beforeEach(async () => {
  messaging = await openMessaging();
});
afterEach(() => messaging.close());

/** Steps of one participant in order, each at its own time. */
type Life = readonly { readonly atTime: number; readonly happening: OutboxHappening }[];

const times = (count: number) =>
  fc
    .array(fc.nat({ max: 999 }), { minLength: count, maxLength: count })
    .map((drawn) => drawn.toSorted((one, other) => one - other));
const live = (count: number, happenings: readonly OutboxHappening[]): fc.Arbitrary<Life> =>
  times(count).map((drawn) =>
    happenings.map((happening, place) => ({ atTime: drawn[place] ?? 0, happening })),
  );

const ending = fc.constantFrom(...(['commit', 'commit', 'commit', 'rollBack', 'breakOff'] as const));
const lifeOfWriter = (writer: number) =>
  fc.tuple(fc.nat({ max: 1 }), ending).chain(([subject, does]) =>
    live(3, [
      { does: 'begin', writer },
      { does: 'append', writer, subject },
      { does, writer },
    ]),
  );
const lifeOfBystander = live(2, [{ does: 'bystander-comes' }, { does: 'bystander-goes' }]);
const lifeOfRelay = fc
  .record({
    does: fc.constant('relay' as const),
    batches: fc.integer({ min: 1, max: 4 }),
    end: fc.constantFrom(...(['done', 'done', 'killed', 'late'] as const)),
  })
  .chain((relay) => live(2, [relay, { does: 'late-relays' }]));

const someOf = (life: fc.Arbitrary<Life>, most: number) => fc.array(life, { minLength: 1, maxLength: most });
const story = fc
  .tuple(fc.tuple(...[0, 1, 2, 3, 4].map(lifeOfWriter)), someOf(lifeOfBystander, 4), someOf(lifeOfRelay, 8))
  .map((lives) =>
    lives
      .flat(2)
      .toSorted((one, other) => one.atTime - other.atTime)
      .map(({ happening }) => happening),
  );

/**
 * An unrelated transaction began between two transactions of a subject and outlasted both, while the later one of them
 * had begun first.
 */
const outlasting: OutboxHappening[] = [
  { does: 'begin', writer: 0 },
  { does: 'bystander-comes' },
  { does: 'append', writer: 1, subject: 0 },
  { does: 'commit', writer: 1 },
  { does: 'append', writer: 0, subject: 0 },
  { does: 'commit', writer: 0 },
  { does: 'relay', batches: 2, end: 'done' },
];
const kept: OutboxHappening[][] = [outlasting];

it(
  'keeps the order of each subject and skips no event, whatever writers, relays and unrelated transactions do',
  async () => {
    const world = new OutboxSimulation(messaging);
    await fc.assert(
      fc.asyncProperty(story, async (happenings) => {
        world.begin();
        try {
          for (const each of happenings) await world.happen(each);
        } finally {
          await world.heal();
        }
        expect(await world.findDisorder()).toEqual([]);
        await vi.waitFor(async () => expect(await world.relayOn()).toBe(0), { timeout: 30_000, interval: 5 });
        await world.happen({ does: 'late-relays' });
        expect(await world.findDisorder()).toEqual([]);
      }),
      { numRuns, examples: kept.map((each) => [each]), endOnFailure: true },
    );
  },
  60_000 + numRuns * 2_000,
);
