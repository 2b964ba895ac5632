/** An expected failure: its message is printed without a stack, and the process exits with its exit code. */
export class StepFailed extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.name = 'StepFailed';
    this.exitCode = exitCode;
  }
}
