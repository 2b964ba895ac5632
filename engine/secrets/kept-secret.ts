import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { secretErrors } from './errors.ts';

export type SecretValues = Readonly<Record<string, string>>;

const fileOf = (directory: string, name: string) => path.join(directory, `${name}.json`);

function isValues(content: unknown): content is SecretValues {
  return (
    typeof content === 'object' &&
    content !== null &&
    !Array.isArray(content) &&
    Object.values(content).every((value) => typeof value === 'string')
  );
}

/** The folder is the owner's alone, also when it was made by something else. */
export async function prepareDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
}

/** Null when the Secret was never kept. The error of a broken file tells the file, never its content. */
export async function readKeptSecret(directory: string, name: string): Promise<SecretValues | null> {
  const file = fileOf(directory, name);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const content = parse(text);
  if (isValues(content)) return content;
  throw secretErrors.create('secret-file-broken', {
    message: `${file} is not a kept Secret any more: remove it to have Secret ${name} generated again`,
    details: { file, secret: name },
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which is secret.
    return null;
  }
}

/** Written beside and renamed, so that a crash leaves the old file or the new one. */
export async function keepSecret(directory: string, name: string, values: SecretValues): Promise<void> {
  const file = fileOf(directory, name);
  const draft = path.join(directory, `.${name}.${randomUUID()}`);
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(values, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
