/** The highest fixed port, 9090, stays below those of pods, which begin at 20000; beyond them no offset has room for all. */
export const highestOffset = 10_909;

/** A command as it can be typed in the clone, for the system that is meant. */
export function petstoreCommand(words: string, portOffset: number): string {
  return `npx petstore ${words}${portOffset === 0 ? '' : ` --port-offset ${portOffset}`}`;
}

/** Far enough from one system that the ports of another one fit between. */
const distance = 100;

/** An offset for one more system beside the one that is meant. */
export function anotherOffset(portOffset: number): number {
  const next = portOffset + distance;
  return next <= highestOffset ? next : 0;
}
