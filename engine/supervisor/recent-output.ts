/** The end of a container's output, kept in memory to explain an exit. */
export class RecentOutput {
  #text = '';

  push(chunk: Buffer): void {
    this.#text = (this.#text + chunk.toString('utf8')).slice(-keptCharacters);
  }

  /** The process could not listen on the port it was given, because another took it in the meantime. */
  saysPortTaken(port: number): boolean {
    return this.#text.includes('EADDRINUSE') && this.#text.includes(String(port));
  }
}

const keptCharacters = 8_192;
