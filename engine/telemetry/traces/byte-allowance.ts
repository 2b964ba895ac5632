export interface ByteAllowanceOptions {
  readonly bytesPerSecond: number;
  /** What may come at once. */
  readonly burstBytes: number;
  /** Milliseconds on any clock that moves forward. */
  readonly now?: () => number;
}

/** How much may be read, so that a flood of spans cannot keep the engine from its work. */
export interface ByteAllowance {
  /** Takes so many bytes; false when they are too many for now. */
  tryTake(bytes: number): boolean;
}

export function createByteAllowance(options: ByteAllowanceOptions): ByteAllowance {
  const { bytesPerSecond, burstBytes, now = () => performance.now() } = options;
  let available = burstBytes;
  let countedAt = now();
  return {
    tryTake(bytes) {
      const at = now();
      available = Math.min(burstBytes, available + ((at - countedAt) / 1_000) * bytesPerSecond);
      countedAt = at;
      if (bytes > available) return false;
      available -= bytes;
      return true;
    },
  };
}
