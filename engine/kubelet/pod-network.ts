import type { PortAllocator } from '../machine/ports/port-allocator.ts';

/** The ports that one pod holds: one for each container that serves, and a listener for each Service that it calls. */
export class PodNetwork {
  readonly #allocator: PortAllocator;
  readonly #held: number[] = [];
  readonly #ports = new Map<string, number>();
  readonly #listeners = new Map<string, number>();

  constructor(allocator: PortAllocator) {
    this.#allocator = allocator;
  }

  get listeners(): ReadonlyMap<string, number> {
    return this.#listeners;
  }

  portOf(container: string): number | null {
    return this.#ports.get(container) ?? null;
  }

  /** Gives a listener to those that have none yet, and names these. */
  async openListeners(services: Iterable<string>): Promise<readonly string[]> {
    const missing = [...services].filter((service) => !this.#listeners.has(service));
    for (const service of missing) this.#listeners.set(service, await this.#allocate());
    return missing;
  }

  /** Forgets listeners that the mesh could not open: the next ones get other ports. */
  forgetListeners(services: Iterable<string>): void {
    for (const service of services) this.#listeners.delete(service);
  }

  /** Forgets a port on which somebody else listens; it stays held until the pod ends. */
  forgetPort(container: string): void {
    this.#ports.delete(container);
  }

  /** Takes another port than the one it has; that one stays held, since somebody else listens on it. */
  async takePort(container: string): Promise<void> {
    this.#ports.set(container, await this.#allocate());
  }

  release(): void {
    this.#ports.clear();
    this.#listeners.clear();
    for (const port of this.#held.splice(0)) this.#allocator.release(port);
  }

  async #allocate(): Promise<number> {
    const port = await this.#allocator.allocate();
    this.#held.push(port);
    return port;
  }
}
