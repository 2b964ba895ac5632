/** One customer's journey through the public API, and the stock that journeys buy. Not a load: when journeys begin. */
export { CustomerQueue } from './customer-queue.ts';
export { type Pace, type RequestKind, requestKinds } from './pace-requests.ts';
export { createShopClient, type ShopCall, type ShopClient } from './shop-client.ts';
export { stockFood, stockShop } from './stock-shop.ts';
export {
  delivery,
  emptyCart,
  type Journey,
  type JourneyStep,
  journeySteps,
  walkJourney,
} from './walk-journey.ts';
