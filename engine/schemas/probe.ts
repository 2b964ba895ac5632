import { type Static, Type } from 'typebox';
import {
  int32,
  intOrString,
  mustBe,
  optionalInt32,
  optionalObject,
  optionalText,
  processText,
  refused,
  strictObject,
} from './schema-building.ts';

const ownHost = 'a pod is asked at its own address: remove it';

const ExecActionSchema = strictObject({ command: Type.Array(processText(), { minItems: 1 }) });
export type ExecAction = Static<typeof ExecActionSchema>;

const HttpHeaderSchema = strictObject({
  name: Type.String({
    pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$",
    ...mustBe('must be the name of an HTTP header: letters, digits and "-"'),
  }),
  value: Type.String({
    pattern: '^[\\t -~]*$',
    ...mustBe('must be printable ASCII: a header holds nothing else'),
  }),
});

const HttpGetActionSchema = strictObject({
  path: optionalText({
    pattern: '^[!-~]*$',
    ...mustBe('must be printable ASCII without blanks: percent-encode the rest, a blank as %20'),
  }),
  port: intOrString(),
  scheme: optionalText({ const: 'HTTP', ...mustBe('must be HTTP: pods are asked in plain text here') }),
  httpHeaders: Type.Optional(Type.Array(HttpHeaderSchema)),
  host: refused(ownHost),
});
export type HttpGetAction = Static<typeof HttpGetActionSchema>;

const TcpSocketActionSchema = strictObject({ port: intOrString(), host: refused(ownHost) });
export type TcpSocketAction = Static<typeof TcpSocketActionSchema>;

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Probe */
export const ProbeSchema = strictObject({
  httpGet: Type.Optional(HttpGetActionSchema),
  tcpSocket: Type.Optional(TcpSocketActionSchema),
  exec: Type.Optional(ExecActionSchema),
  grpc: refused('gRPC probes are not run here yet: use httpGet, tcpSocket or exec'),
  initialDelaySeconds: optionalInt32(),
  periodSeconds: optionalInt32({ minimum: 1 }),
  timeoutSeconds: optionalInt32({ minimum: 1 }),
  successThreshold: optionalInt32({ minimum: 1 }),
  failureThreshold: optionalInt32({ minimum: 1 }),
  terminationGracePeriodSeconds: refused(
    "a failed probe ends the pod with the pod's own grace period: remove it",
  ),
});
export type Probe = Static<typeof ProbeSchema>;

export const LifecycleSchema = strictObject({
  preStop: optionalObject({
    exec: Type.Optional(ExecActionSchema),
    httpGet: Type.Optional(HttpGetActionSchema),
    sleep: optionalObject({ seconds: int32() }),
    tcpSocket: refused('Kubernetes itself does not run tcpSocket hooks: use exec, httpGet or sleep'),
  }),
  postStart: refused(
    'postStart hooks are not run here yet: use an init container or the start of the process',
  ),
  stopSignal: refused('pods are stopped with SIGTERM here', ['SIGTERM']),
});
export type Lifecycle = Static<typeof LifecycleSchema>;
