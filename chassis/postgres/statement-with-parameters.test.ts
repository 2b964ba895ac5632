import { expect, it } from 'vitest';
import { statementWithParameters } from './statement-with-parameters.ts';

interface Sale {
  readonly petId: string;
  readonly price?: number | null;
}

const sell = statementWithParameters<Sale>(
  'sell-pet',
  `update pets set price = :price::integer, note = 'sold: :petId', at = '10:30' where id = :petId or twin = :petId`,
);

it('numbers the parameters in the order in which their names first appear', () => {
  expect(sell).toMatchObject({
    name: 'sell-pet',
    text: `update pets set price = $1::integer, note = 'sold: :petId', at = '10:30' where id = $2 or twin = $2`,
  });
  expect(sell.values({ petId: 'pet-1', price: 5 })).toEqual([5, 'pet-1']);
});

it('passes null on, and refuses to guess at a value that is missing', () => {
  expect(sell.values({ petId: 'pet-1', price: null })).toEqual([null, 'pet-1']);
  expect(() => sell.values({ petId: 'pet-1' })).toThrow(/sell-pet: the parameter price is missing/);
});
