import type { ContainerPlace } from '../containers/prepare-container.ts';

/** What the kubelet did or could not do, for the Events of a pod. */
export interface PodEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** What a container finds in its pod. */
export interface PodSurroundings {
  /** Aborts when the pod is told to end: nothing is started any more. */
  readonly stopping: AbortSignal;
  /** Aborts when a ConfigMap or Secret that the pod refers to has changed; another signal after that. */
  readonly reconfigured: AbortSignal;
  /** The container's place, once the mesh serves what it calls. */
  place(container: string): Promise<ContainerPlace>;
  /** Has the next run of the container get another port. */
  forgetPort(container: string): void;
  /** To be called after every change of the container's record. */
  changed(): void;
  record(event: PodEvent): void;
}
