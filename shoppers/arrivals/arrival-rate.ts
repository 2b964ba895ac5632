/** How many arrivals a second are expected over time; times in seconds from the start of the load. */
export type ArrivalRate =
  | { readonly shape: 'steady'; readonly perSecond: number }
  /** Changes linearly within `rampSeconds`, and stays at `toPerSecond` after it. */
  | {
      readonly shape: 'ramp';
      readonly fromPerSecond: number;
      readonly toPerSecond: number;
      readonly rampSeconds: number;
    }
  /** Begins each period of `everySeconds` with `burstSeconds` at the higher rate. */
  | {
      readonly shape: 'burst';
      readonly perSecond: number;
      readonly burstPerSecond: number;
      readonly everySeconds: number;
      readonly burstSeconds: number;
    }
  /** A sine wave that begins at its lowest, as a day does at night. */
  | {
      readonly shape: 'diurnal';
      readonly lowestPerSecond: number;
      readonly highestPerSecond: number;
      readonly daySeconds: number;
    };

/** The number of arrivals expected before `seconds`: the integral of the rate, exact and never decreasing. */
export function expectedArrivals(rate: ArrivalRate, seconds: number): number {
  switch (rate.shape) {
    case 'steady':
      return rate.perSecond * seconds;
    case 'ramp': {
      const { fromPerSecond: from, toPerSecond: to, rampSeconds } = rate;
      const ramped = Math.min(seconds, rampSeconds);
      // A ratio of times, since the slope of a ramp that takes no time is infinite.
      const share = rampSeconds === 0 ? 1 : ramped / rampSeconds;
      return ramped * (from + ((to - from) * share) / 2) + to * (seconds - ramped);
    }
    case 'burst': {
      const { perSecond, burstPerSecond, everySeconds, burstSeconds } = rate;
      const periods = Math.floor(seconds / everySeconds);
      const inBursts = periods * burstSeconds + Math.min(seconds - periods * everySeconds, burstSeconds);
      return burstPerSecond * inBursts + perSecond * (seconds - inBursts);
    }
    case 'diurnal': {
      const { lowestPerSecond: lowest, highestPerSecond: highest, daySeconds } = rate;
      const angular = (2 * Math.PI) / daySeconds;
      return (
        ((lowest + highest) / 2) * seconds - ((highest - lowest) / 2 / angular) * Math.sin(angular * seconds)
      );
    }
  }
}

/** The same course of the rate with every figure multiplied by `factor`, so that requests become journeys. */
export function scaleRate(rate: ArrivalRate, factor: number): ArrivalRate {
  switch (rate.shape) {
    case 'steady':
      return { ...rate, perSecond: rate.perSecond * factor };
    case 'ramp':
      return {
        ...rate,
        fromPerSecond: rate.fromPerSecond * factor,
        toPerSecond: rate.toPerSecond * factor,
      };
    case 'burst':
      return { ...rate, perSecond: rate.perSecond * factor, burstPerSecond: rate.burstPerSecond * factor };
    case 'diurnal':
      return {
        ...rate,
        lowestPerSecond: rate.lowestPerSecond * factor,
        highestPerSecond: rate.highestPerSecond * factor,
      };
  }
}
