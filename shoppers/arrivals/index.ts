/** When customers arrive: pure, seeded plans of open loads. Not what they do, and no clock. */
export { type ArrivalRate, expectedArrivals, scaleRate } from './arrival-rate.ts';
export { type ArrivalPlan, drawArrivals, planArrivals } from './draw-arrivals.ts';
