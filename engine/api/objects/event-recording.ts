import type { Stored } from './api-object.ts';

/** What a controller did or could not do to an object. */
export interface RecordedEvent {
  readonly object: Stored;
  /** The part of it that is meant, as `spec.containers{web}`. */
  readonly fieldPath?: string;
  readonly type: 'Normal' | 'Warning';
  /** One word in CamelCase. */
  readonly reason: string;
  readonly message: string;
  /** The name of the controller, as Kubernetes' is called. */
  readonly component: string;
}

export type RecordEvent = (event: RecordedEvent) => void;
