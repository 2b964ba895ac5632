import type { PortAllocator } from '../machine/ports/port-allocator.ts';

/** The ports that one pod holds: its own and one outbound listener for each Service that it calls. */
export class PodNetwork {
  readonly #ports: PortAllocator;
  readonly #held: number[] = [];
  #listeners: ReadonlyMap<string, number> = new Map();
  port: number | null = null;

  constructor(ports: PortAllocator) {
    this.#ports = ports;
  }

  get listeners(): ReadonlyMap<string, number> {
    return this.#listeners;
  }

  async openListeners(services: Iterable<string>): Promise<void> {
    const listeners = new Map<string, number>();
    for (const service of services) listeners.set(service, await this.#allocate());
    this.#listeners = listeners;
  }

  /** Takes another port than the one it has; that one stays held, since somebody else listens on it. */
  async takePort(): Promise<void> {
    this.port = await this.#allocate();
  }

  release(): void {
    this.port = null;
    this.#listeners = new Map();
    for (const port of this.#held.splice(0)) this.#ports.release(port);
  }

  async #allocate(): Promise<number> {
    const port = await this.#ports.allocate();
    this.#held.push(port);
    return port;
  }
}
