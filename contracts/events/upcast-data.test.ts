import { describe, expect, it } from 'vitest';
import { eventSchemas } from './event-schemas.ts';
import { upcastData, versionAfterUpcasts } from './upcast-data.ts';

const placed = { orderId: 'ord_1', customerId: 'customer-001' };

describe('upcastData', () => {
  it('says of an order placed in version 1 that it came from the cart', () => {
    expect(upcastData('OrderPlaced', 1, placed)).toEqual({ ...placed, isFromCart: true });
  });

  it('keeps what the last events of version 1 said already', () => {
    expect(upcastData('OrderPlaced', 1, { ...placed, isFromCart: false })).toMatchObject({
      isFromCart: false,
    });
  });

  it.each([2, 3])('leaves version %i as it is', (version) => {
    expect(upcastData('OrderPlaced', version, placed)).toBe(placed);
  });

  it('leaves types alone that have one version', () => {
    expect(upcastData('PetSold', 1, placed)).toBe(placed);
  });

  it.each(Object.entries(eventSchemas))('ends at the version of %s that is written', (type, { version }) => {
    expect(versionAfterUpcasts(type)).toBe(version);
  });
});
