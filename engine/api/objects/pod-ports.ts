import type { ObjectMetadata } from './api-object.ts';

/**
 * Where the processes of a pod listen on this machine, which no field of Kubernetes can say because every pod has an
 * address of its own there. The kubelet writes both annotations; mesh, endpoints and scrape targets read them.
 */
const portsAnnotation = 'petstore.dev/ports';
const outboundAnnotation = 'petstore.dev/outbound';

export interface PodPorts {
  /** The port on this machine for each port that a container declares. */
  readonly ports: Readonly<Record<string, number>>;
  /** The pod's own listener of the mesh for each Service that it calls, by `SERVICE.NAMESPACE`. */
  readonly outbound: Readonly<Record<string, number>>;
}

export function podPortsOf({ annotations = {} }: Pick<ObjectMetadata, 'annotations'>): PodPorts {
  return { ports: numbers(annotations[portsAnnotation]), outbound: numbers(annotations[outboundAnnotation]) };
}

export function podPortAnnotations({ ports, outbound }: PodPorts): Readonly<Record<string, string>> {
  return { [portsAnnotation]: JSON.stringify(ports), [outboundAnnotation]: JSON.stringify(outbound) };
}

/** Somebody may have edited the annotation; what it no longer says is not there. */
function numbers(text: string | undefined): Readonly<Record<string, number>> {
  if (text === undefined) return {};
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return {};
  }
  if (typeof read !== 'object' || read === null) return {};
  return Object.fromEntries(
    Object.entries(read).filter((entry): entry is [string, number] => Number.isInteger(entry[1])),
  );
}
