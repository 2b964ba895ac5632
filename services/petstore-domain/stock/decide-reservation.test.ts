import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideReservation, type ReservationItem } from './decide-reservation.ts';

const item = (sku: string, quantity = 1): ReservationItem => ({ sku, kind: 'product', quantity });

describe('decideReservation', () => {
  it('reserves everything if everything is in stock', () => {
    const items = [item('a'), item('b', 2)];
    expect(decideReservation(items, new Map(Object.entries({ a: 1, b: 2 })))).toEqual({ reserved: items });
  });

  it('reserves nothing if one item is missing, and names it', () => {
    const decision = decideReservation(
      [item('a'), item('b', 2), item('c')],
      new Map(Object.entries({ a: 1, b: 1 })),
    );
    expect(decision).toEqual({ refused: 'item-unavailable', missing: ['b', 'c'] });
  });

  it('never reserves more than the stock, for any sequence of reservations and releases', () => {
    const skus = fc.constantFrom('a', 'b', 'c');
    const order = fc.uniqueArray(fc.record({ sku: skus, quantity: fc.integer({ min: 1, max: 5 }) }), {
      selector: ({ sku }) => sku,
      minLength: 1,
    });
    const turn = fc.oneof(order, fc.constant('release' as const));
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 50 }), fc.integer({ min: 0, max: 8 }), (turns, opening) => {
        const stock = new Map(['a', 'b', 'c'].map((sku) => [sku, opening]));
        const held: (readonly ReservationItem[])[] = [];
        const move = (items: readonly ReservationItem[], sign: 1 | -1) => {
          for (const { sku, quantity } of items) stock.set(sku, (stock.get(sku) ?? 0) + sign * quantity);
        };
        for (const next of turns) {
          if (next === 'release') {
            move(held.shift() ?? [], 1);
          } else {
            const decision = decideReservation(
              next.map(({ sku, quantity }) => item(sku, quantity)),
              stock,
            );
            if ('refused' in decision) continue;
            move(decision.reserved, -1);
            held.push(decision.reserved);
          }
          expect(Math.min(...stock.values())).toBeGreaterThanOrEqual(0);
        }
        while (held.length > 0) move(held.shift() ?? [], 1);
        expect([...stock.values()]).toEqual([opening, opening, opening]);
      }),
    );
  });
});
