import type { FloorDatabase } from './bare-database.ts';

/** The services that a request may reach; analytics is reached by events alone. */
export const floorCallees = [
  'gateway',
  'petstore-domain',
  'payment-service',
  'payment-provider',
  'ml-pet-advisor',
] as const;
export const floorRoles = [...floorCallees, 'analytics', 'proxy'] as const;
export type FloorCallee = (typeof floorCallees)[number];
export type FloorRole = (typeof floorRoles)[number];

/** What a process of the floor is told in its only argument. */
export interface FloorProcessOptions {
  readonly role: FloorRole;
  readonly database: FloorDatabase;
  readonly ports: Readonly<Record<Exclude<FloorRole, 'proxy'>, number>>;
  /** Ports of the proxy, one a callee. */
  readonly proxyPorts: Readonly<Record<FloorCallee, number>>;
}

/** What a process has done so far, at `/counts` of its own port. */
export interface FloorCounts {
  readonly requests: number;
  readonly commits: Readonly<Record<string, number>>;
}
