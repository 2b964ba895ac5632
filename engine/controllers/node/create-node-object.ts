import { readFileSync } from 'node:fs';
import { arch, availableParallelism, platform, release, totalmem, type } from 'node:os';
import type { WrittenObject } from '../../api/objects/api-object.ts';
import { type NodeCapacity, nodeName } from '../../api/objects/node-capacity.ts';

/** What the machine says of itself. */
interface MachineFacts {
  readonly cores: number;
  readonly memoryBytes: number;
  readonly kernelVersion: string;
  readonly osImage: string;
  readonly operatingSystem: string;
  readonly architecture: string;
}

interface NodeOptions {
  readonly machine: MachineFacts;
  /** What pods may request together: more than the machine has, as the scheduler judges. */
  readonly capacity: NodeCapacity;
  /** Of the cluster, as its API tells. */
  readonly kubeletVersion: string;
  /** RFC 3339. */
  readonly now: string;
}

/** Go's names for what Node.js calls otherwise. */
const architectures: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };

export function readMachineFacts(): MachineFacts {
  return {
    cores: availableParallelism(),
    memoryBytes: Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY),
    kernelVersion: release(),
    osImage: readSystemName() ?? type(),
    operatingSystem: platform(),
    architecture: architectures[arch()] ?? arch(),
  };
}

/** https://www.freedesktop.org/software/systemd/man/latest/os-release.html; null where there is none. */
function readSystemName(): string | null {
  try {
    return /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? null;
  } catch {
    return null;
  }
}

/**
 * The one node. Its capacity is the machine's; what is allocatable may be more, because requests are seldom used here.
 * https://kubernetes.io/docs/reference/node/node-status/
 */
export function createNodeObject(options: NodeOptions): WrittenObject & { readonly kind: 'Node' } {
  const { machine, capacity, now } = options;
  const { operatingSystem, architecture } = machine;
  const pods = String(capacity.pods);
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: nodeName,
      labels: {
        'kubernetes.io/arch': architecture,
        'kubernetes.io/hostname': nodeName,
        'kubernetes.io/os': operatingSystem,
        'node-role.kubernetes.io/control-plane': '',
      },
    },
    spec: {},
    status: {
      capacity: { cpu: String(machine.cores), memory: kibibytes(machine.memoryBytes), pods },
      allocatable: { cpu: String(capacity.cpu), memory: kibibytes(capacity.memoryBytes), pods },
      conditions: composeConditions(now),
      addresses: [
        { type: 'InternalIP', address: '127.0.0.1' },
        { type: 'Hostname', address: nodeName },
      ],
      nodeInfo: {
        machineID: '',
        systemUUID: '',
        bootID: '',
        kernelVersion: machine.kernelVersion,
        osImage: machine.osImage,
        containerRuntimeVersion: `node://${process.versions.node}`,
        kubeletVersion: options.kubeletVersion,
        kubeProxyVersion: options.kubeletVersion,
        operatingSystem,
        architecture,
      },
    },
  };
}

/** In the kubelet's words; pressure is not measured here, because pods are never evicted. */
function composeConditions(now: string) {
  const times = { lastHeartbeatTime: now, lastTransitionTime: now };
  const noPressure = (type: string, reason: string, message: string) => ({
    type,
    status: 'False',
    reason,
    message: `kubelet has ${message}`,
    ...times,
  });
  return [
    noPressure('MemoryPressure', 'KubeletHasSufficientMemory', 'sufficient memory available'),
    noPressure('DiskPressure', 'KubeletHasNoDiskPressure', 'no disk pressure'),
    noPressure('PIDPressure', 'KubeletHasSufficientPID', 'sufficient PID available'),
    {
      type: 'Ready',
      status: 'True',
      reason: 'KubeletReady',
      message: 'kubelet is posting ready status',
      ...times,
    },
  ];
}

function kibibytes(bytes: number): string {
  return `${Math.floor(bytes / 1024)}Ki`;
}
