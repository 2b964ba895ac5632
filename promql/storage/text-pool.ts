/** Label names and values, each kept once, and as a text of its own: a slice would keep the whole line alive that it was cut from. */
export class TextPool {
  #texts = new Map<string, string>();

  intern(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const own = Buffer.from(text, 'utf8').toString('utf8');
    this.#texts.set(own, own);
    return own;
  }

  /** Starts over with what is still in use. */
  keepOnly(texts: Iterable<string>): void {
    this.#texts = new Map();
    for (const text of texts) this.#texts.set(text, text);
  }
}
