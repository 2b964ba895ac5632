/** Keeps the highest fixed port, 9090 plus the offset, below the pods' ports, which begin at 20000. */
export const highestOffset = 10_909;

/** A command line for the system at that offset, to be typed in the clone. */
export function petstoreCommand(words: string, portOffset: number): string {
  return `npx petstore ${words}${portOffset === 0 ? '' : ` --port-offset ${portOffset}`}`;
}

/** Distance between two systems at which their ports do not overlap. */
const distance = 100;

/** An offset for another system beside this one. */
export function anotherOffset(portOffset: number): number {
  const next = portOffset + distance;
  return next <= highestOffset ? next : 0;
}
