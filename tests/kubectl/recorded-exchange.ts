/** A request as a kubectl sent it, and what the answer looked like. */
export interface RecordedExchange {
  readonly method: string;
  readonly path: string;
  /** Those that the server looks at. */
  readonly headers: Readonly<Record<string, string>>;
  /** `utf8`, or `base64` for what is no text, such as protobuf. */
  readonly body: { readonly encoding: 'utf8' | 'base64'; readonly content: string } | null;
  readonly answer: AnswerShape;
}

/** What a client relies on in an answer, whatever the objects in it. */
export interface AnswerShape {
  readonly status: number;
  readonly contentType: string;
  readonly kind: string | null;
  readonly apiVersion: string | null;
  /** Names of the columns of a Table. */
  readonly columns: readonly string[] | null;
  /** Of a refusal. */
  readonly reason: string | null;
}

export interface RecordedCommand {
  /** As it was typed, without what is particular to the machine. */
  readonly command: string;
  readonly exchanges: readonly RecordedExchange[];
}

export interface Recording {
  /** Of kubectl: 1.`minor`. */
  readonly minor: number;
  readonly commands: readonly RecordedCommand[];
}

export function shapeOf(status: number, contentType: string, text: string): AnswerShape {
  const { kind, apiVersion, columnDefinitions, reason } = parsed(text) as {
    readonly kind?: string;
    readonly apiVersion?: string;
    readonly columnDefinitions?: readonly { readonly name: string }[];
    readonly reason?: string;
  };
  return {
    status,
    contentType,
    kind: kind ?? null,
    apiVersion: apiVersion ?? null,
    columns: columnDefinitions?.map(({ name }) => name) ?? null,
    reason: kind === 'Status' ? (reason ?? null) : null,
  };
}

/** Logs and documents of zero bytes have no fields. */
function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
