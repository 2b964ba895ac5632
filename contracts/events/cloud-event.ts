/**
 * An event as it travels: CloudEvents 1.0 (https://github.com/cloudevents/spec) with extension attributes for
 * correlation, causation and trace context. `id` is the messageId, `type` a past fact, `subject` the aggregate's id.
 */
export interface CloudEvent<Type extends string = string, Data = Readonly<Record<string, unknown>>> {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: Type;
  readonly subject: string;
  /** RFC 3339, UTC. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** Version of the schema of `data`, counted from 1. */
  readonly dataversion: number;
  readonly correlationid: string;
  readonly causationid: string | null;
  readonly traceparent: string | null;
  readonly data: Data;
}
