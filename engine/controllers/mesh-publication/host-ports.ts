import type { Stored } from '../../api/objects/api-object.ts';
import type { RecordEvent } from '../../api/objects/event-recording.ts';
import type { ObjectStore } from '../../api/store/object-store.ts';
import { servicePorts } from '../../machine/ports/plan-host-ports.ts';
import { isPortFree } from '../../machine/ports/port-allocator.ts';

/** A port of a Service, and where it is or would be on this machine. */
export interface ServicePortOnHost {
  readonly service: string;
  readonly namespace: string;
  readonly servicePort: number;
  readonly port: number;
}

export interface UnopenedPort extends ServicePortOnHost {
  readonly reason: string;
}

interface HostPortsOptions {
  readonly store: Pick<ObjectStore, 'list'>;
  readonly portOffset: number;
  /** Ports that the system itself listens on or is to listen on. */
  readonly reserved: ReadonlySet<number>;
  readonly recordEvent: RecordEvent;
  /** Whether this machine would let the mesh listen there now. */
  readonly isFree?: (port: number) => Promise<boolean>;
}

/**
 * Which port of this machine leads to which Service, as `kubectl port-forward` would open them: the Service's own port
 * plus the offset, for whoever came first.
 */
export class HostPorts {
  readonly #options: HostPortsOptions;
  /** By the port of this machine. */
  readonly #opened = new Map<number, ServicePortOnHost & { readonly uid: string }>();
  #unopened: readonly UnopenedPort[] = [];
  /** Events were recorded for these already. */
  readonly #reported = new Set<string>();

  constructor(options: HostPortsOptions) {
    this.#options = options;
  }

  get opened(): readonly ServicePortOnHost[] {
    return [...this.#opened.values()].map(({ uid: _uid, ...port }) => port);
  }

  get unopened(): readonly UnopenedPort[] {
    return this.#unopened;
  }

  /** Gives ports to Services that have come, and takes those of Services that have gone or changed. */
  async update(): Promise<void> {
    const wanted = this.#options.store.list('Service').flatMap((service) => this.#portsOf(service));
    for (const [port, { uid, servicePort }] of this.#opened) {
      const isWanted = wanted.some(
        (each) => each.object.metadata.uid === uid && each.servicePort === servicePort,
      );
      if (!isWanted) this.#opened.delete(port);
    }
    const unopened: UnopenedPort[] = [];
    for (const { object, ...each } of wanted) {
      const { uid } = object.metadata;
      const isOpen = this.#opened.get(each.port)?.uid === uid;
      const reason = isOpen ? null : await this.#reasonAgainst(each.port);
      if (reason === null) this.#opened.set(each.port, { ...each, uid });
      else {
        unopened.push({ ...each, reason });
        this.#report(object, each, reason);
      }
    }
    this.#unopened = unopened;
  }

  /** Takes ports that turned out to be another process's; returns whether any of them was a Service's. */
  lose(ports: readonly number[]): boolean {
    return ports.map((port) => this.#opened.delete(port)).some(Boolean);
  }

  #portsOf(object: Stored<'Service'>): (ServicePortOnHost & { readonly object: Stored<'Service'> })[] {
    const { name, namespace = 'default' } = object.metadata;
    return object.spec.ports.map(({ port: servicePort }) => ({
      object,
      service: name,
      namespace,
      servicePort,
      port: servicePort + this.#options.portOffset,
    }));
  }

  async #reasonAgainst(port: number): Promise<string | null> {
    const { reserved, isFree = isPortFree } = this.#options;
    const { first, last } = servicePorts;
    if (port < first || port > last) return `only ${first} to ${last} are opened`;
    if (reserved.has(port)) return 'the system itself has it';
    const other = this.#opened.get(port);
    if (other !== undefined) return `Service ${other.service} of namespace ${other.namespace} has it`;
    return (await isFree(port)) ? null : 'another process has it';
  }

  #report(object: Stored<'Service'>, { port }: ServicePortOnHost, reason: string): void {
    const key = `${object.metadata.uid} ${port} ${reason}`;
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.#options.recordEvent({
      object,
      type: 'Warning',
      reason: 'HostPortNotOpened',
      message: `Port ${port} of this machine does not lead to the Service: ${reason}`,
      component: 'host-ports',
    });
  }
}
