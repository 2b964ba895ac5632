import { appendFile, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

interface DecisionRingOptions {
  readonly directory: string;
  /** Told once when decisions can no longer be kept; controllers go on without. */
  readonly onProblem: (error: unknown) => void;
  /** Of all files together; 10 MB by default. */
  readonly capBytes?: number;
}

const defaultCapBytes = 10_000_000;
/** The oldest of so many files makes place for the next one. */
const fileCount = 10;
const onlyOwner = { directory: 0o700, file: 0o600 };

/** Keeps the latest decisions of controllers in files of one JSON document a line, also across starts. */
export class DecisionRing {
  readonly #options: Required<DecisionRingOptions>;
  #writing: Promise<void> = Promise.resolve();
  #file: { readonly number: number; bytes: number } | null = null;
  #hasFailed = false;

  constructor(options: DecisionRingOptions) {
    this.#options = { capBytes: defaultCapBytes, ...options };
  }

  /** Returns at once; lines are written in order. */
  keep(decision: object): void {
    const line = `${JSON.stringify(decision)}\n`;
    this.#writing = this.#writing
      .then(() => this.#append(line))
      .catch((error: unknown) => {
        if (!this.#hasFailed) this.#options.onProblem(error);
        this.#hasFailed = true;
      });
  }

  /** Resolves when all that was to be kept is written. */
  stop(): Promise<void> {
    return this.#writing;
  }

  async #append(line: string): Promise<void> {
    const { directory, capBytes } = this.#options;
    const bytes = Buffer.byteLength(line);
    const file = await this.#fileFor(bytes, Math.floor(capBytes / fileCount));
    await appendFile(join(directory, nameOf(file.number)), line, { mode: onlyOwner.file });
    file.bytes += bytes;
  }

  async #fileFor(bytes: number, mostBytes: number) {
    this.#file ??= await this.#latest();
    if (this.#file.bytes > 0 && this.#file.bytes + bytes > mostBytes) {
      this.#file = { number: this.#file.number + 1, bytes: 0 };
      await this.#forgetOldest(this.#file.number);
    }
    return this.#file;
  }

  async #latest() {
    const { directory } = this.#options;
    await mkdir(directory, { recursive: true, mode: onlyOwner.directory });
    const number = (await decisionFiles(directory)).at(-1) ?? 1;
    const { size } = await stat(join(directory, nameOf(number))).catch(() => ({ size: 0 }));
    return { number, bytes: size };
  }

  async #forgetOldest(newest: number): Promise<void> {
    const { directory } = this.#options;
    const outdated = (await decisionFiles(directory)).filter((number) => number <= newest - fileCount);
    await Promise.all(outdated.map((number) => rm(join(directory, nameOf(number)), { force: true })));
  }
}

/** The numbers of the files in a folder, oldest first; none where there is no folder. */
export async function decisionFiles(directory: string): Promise<readonly number[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .flatMap((name) => /^(\d{8})\.jsonl$/.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((one, other) => one - other);
}

export function nameOf(number: number): string {
  return `${String(number).padStart(8, '0')}.jsonl`;
}
