type Data = Readonly<Record<string, unknown>>;
type Upcast = (data: Data) => Data;

/**
 * How data of an older version becomes that of the next: the first entry of a type makes version 2 of version 1. An entry is never
 * changed or removed, because the events of its version are never rewritten.
 */
const upcasts: Readonly<Record<string, readonly Upcast[]>> = {
  // Orders had no other source than the cart.
  OrderPlaced: [(data) => ({ ...data, isFromCart: data['isFromCart'] ?? true })],
};

/**
 * Data of an event as the version says that is written today, whatever version it was stored with. A version that is newer than what
 * this process knows is passed on as it is: during a rollout the older process reads what the newer one writes.
 */
export function upcastData(type: string, version: number, data: Data): Data {
  const later = upcasts[type]?.slice(version - 1) ?? [];
  return later.reduce((current, upcast) => upcast(current), data);
}

/** The version that the upcasts of a type end at. */
export function versionAfterUpcasts(type: string): number {
  return 1 + (upcasts[type]?.length ?? 0);
}
