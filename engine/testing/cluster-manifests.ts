import { sampleText, sampleWith } from './shop-manifests.ts';

const meta = (name: string) => `metadata:\n  name: ${name}\n  namespace: shop\n`;

/** The sample with a request to measure a share of. */
const withRequests = sampleWith(
  '          ports:\n            - name: http\n',
  '          resources:\n            requests:\n              cpu: 100m\n          ports:\n            - name: http\n',
);

const autoscalers = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
${meta('web')}spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
  minReplicas: 2
  maxReplicas: 8
  metrics:
    - type: Resource
      resource:
        name: cpu
        target: { type: Utilization, averageUtilization: 70 }
    - type: Pods
      pods:
        metric: { name: requests_per_second }
        target: { type: AverageValue, averageValue: "40" }
    - type: External
      external:
        metric: { name: backlog }
        target: { type: AverageValue, averageValue: 500m }
  behavior:
    scaleUp:
      policies:
        - { type: Pods, value: 4, periodSeconds: 15 }
---
apiVersion: autoscaling.k8s.io/v1
kind: VerticalPodAutoscaler
${meta('web')}spec:
  targetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
  updatePolicy:
    updateMode: "Off"
  resourcePolicy:
    containerPolicies:
      - containerName: web
        minAllowed: { cpu: 50m }
        maxAllowed: { cpu: "2" }
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: adapter
  namespace: shop
  labels:
    app.kubernetes.io/name: prometheus-adapter
data:
  config.yaml: |
    rules:
      - seriesQuery: http_requests_total{pod!=""}
        name: { matches: ^http_(.*)_total$, as: "\${1}_per_second" }
        metricsQuery: sum by (<<.GroupBy>>) (rate(<<.Series>>{<<.LabelMatchers>>}[1m]))
    externalRules:
      - seriesQuery: backlog
        metricsQuery: max(backlog)
---
apiVersion: policy/v1
kind: PodDisruptionBudget
${meta('web')}spec:
  maxUnavailable: 1
  selector:
    matchLabels: { app: web }
`;

const network = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
${meta('web')}spec:
  podSelector:
    matchLabels: { app: web }
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - podSelector:
            matchLabels: { app: web }
      ports:
        - port: http
  egress:
    - to:
        - podSelector:
            matchLabels: { cnpg.io/cluster: postgres }
      ports:
        - { protocol: TCP, port: 5432 }
---
apiVersion: networking.istio.io/v1
kind: Gateway
${meta('public')}spec:
  servers:
    - port: { number: 80, name: http, protocol: HTTP }
      hosts: [shop.example.com]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
${meta('web')}spec:
  hosts: [web]
  gateways: [public, mesh]
  http:
    - match:
        - headers: { x-beta: { exact: "yes" } }
      route:
        - destination: { host: web.shop.svc.cluster.local, subset: v1, port: { number: 8080 } }
    - route:
        - destination: { host: web }
      timeout: 5s
      retries: { attempts: 0 }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
${meta('web')}spec:
  host: web
  subsets:
    - name: v1
      labels: { app: web }
  trafficPolicy:
    outlierDetection:
      consecutive5xxErrors: 5
      maxEjectionPercent: 50
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
${meta('default')}spec:
  mtls: { mode: STRICT }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
${meta('web')}spec:
  selector:
    matchLabels: { app: web }
  rules:
    - from:
        - source: { principals: [cluster.local/ns/shop/sa/web] }
      to:
        - operation: { methods: [GET], paths: [/orders/*], ports: ["8080"] }
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
${meta('web')}spec:
  selector:
    matchLabels: { app: web }
  podMetricsEndpoints:
    - { port: http, interval: 15s }
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
${meta('web')}spec:
  groups:
    - name: web
      rules:
        - alert: WebDown
          expr: up == 0
          for: 1m
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
${meta('observer')}rules:
  - apiGroups: [""]
    resources: [pods]
    verbs: [get]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
${meta('observer')}roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: observer }
subjects:
  - { kind: ServiceAccount, name: web, namespace: shop }
`;

/** The sample with every kind that only a cluster acts on, but Canaries. */
export const clusterText = [withRequests, autoscalers, network].join('---\n');

const canary = `apiVersion: flagger.app/v1beta1
kind: Canary
${meta('web')}spec:
  targetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
  autoscalerRef: { apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, name: web }
  service:
    port: 8080
    targetPort: http
    gateways: [mesh]
    trafficPolicy:
      outlierDetection: { maxEjectionPercent: 50 }
  analysis:
    interval: 1m
    threshold: 2
    stepWeights: [10, 30, 50]
    metrics:
      - name: errors
        templateRef: { name: errors }
        thresholdRange: { max: 5 }
---
apiVersion: flagger.app/v1beta1
kind: MetricTemplate
${meta('errors')}spec:
  provider: { type: prometheus, address: http://prometheus:9090 }
  query: vector(0)
---
apiVersion: policy/v1
kind: PodDisruptionBudget
${meta('guarded')}spec:
  maxUnavailable: 1
  selector:
    matchLabels: { tier: front }
`;

/** A Deployment that Flagger releases; what selects its pods goes by another label than the one that is renamed. */
export const canaryText = [
  sampleText.replace(
    '      labels:\n        app: web\n',
    '      labels:\n        app: web\n        tier: front\n',
  ),
  autoscalers
    .split('---\n')
    .filter((document) => document.includes('HorizontalPodAutoscaler'))
    .join('---\n')
    .replace(/ {2}metrics:[\s\S]*$/, ''),
  canary,
].join('---\n');
