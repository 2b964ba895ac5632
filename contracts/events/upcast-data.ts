type Data = Readonly<Record<string, unknown>>;
type Upcast = (data: Data) => Data;

/**
 * Upcasters by event type: entry 0 turns data of version 1 into version 2, and so on. An entry is never changed or
 * removed, because stored events are never rewritten.
 */
const upcasts: Readonly<Record<string, readonly Upcast[]>> = {
  // In version 1 every order came from the cart.
  OrderPlaced: [(data) => ({ ...data, isFromCart: data['isFromCart'] ?? true })],
};

/**
 * Converts event data from the version it was stored with to the current version. Data of a version newer than this
 * process knows is passed on unchanged: during a rollout the older process reads what the newer one writes.
 */
export function upcastData(type: string, version: number, data: Data): Data {
  const later = upcasts[type]?.slice(version - 1) ?? [];
  return later.reduce((current, upcast) => upcast(current), data);
}

/** Version that the upcasters of a type produce. */
export function versionAfterUpcasts(type: string): number {
  return 1 + (upcasts[type]?.length ?? 0);
}
