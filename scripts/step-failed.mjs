/** A failure whose message says everything: it is printed without a stack, and the process ends with its exit code. */
export class StepFailed extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.name = 'StepFailed';
    this.exitCode = exitCode;
  }
}
