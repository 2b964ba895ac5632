import { isAppError } from '@petstore/chassis/errors';
import { expect } from 'vitest';
import type { ManifestProblem } from '../manifests/manifest-problem.ts';
import { assembleManifests } from '../manifests/read-manifests.ts';
import type { ManifestSet } from '../manifests/reading/manifest-set.ts';

/** A small folder without defects that has every kind; tests plant one defect at a time in it. */
export const sampleText = `apiVersion: v1
kind: Namespace
metadata:
  name: shop
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: web
  namespace: shop
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: shop
data:
  LOG_LEVEL: info
---
apiVersion: v1
kind: Secret
metadata:
  name: provider
  namespace: shop
data:
  token: c2VjcmV0
stringData:
  url: https://example.test
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      serviceAccountName: web
      initContainers:
        - name: migrate
          image: shop/web:v1
          command: [node, /app/migrate.mjs]
          env:
            - name: PGPASSWORD
              valueFrom:
                secretKeyRef:
                  name: web-owner
                  key: password
      containers:
        - name: web
          image: shop/web:v1
          command: [node]
          args: [/app/web.mjs]
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: LOG_LEVEL
              valueFrom:
                configMapKeyRef:
                  name: settings
                  key: LOG_LEVEL
            - name: TOKEN
              valueFrom:
                secretKeyRef:
                  name: provider
                  key: token
          envFrom:
            - configMapRef:
                name: settings
          readinessProbe:
            httpGet:
              path: /ready
              port: http
          lifecycle:
            preStop:
              sleep:
                seconds: 1
          volumeMounts:
            - name: keys
              mountPath: /etc/keys
      volumes:
        - name: keys
          secret:
            secretName: web-keys
            items:
              - key: tls.key
                path: tls.key
---
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  selector:
    app: web
  ports:
    - name: http
      port: 8080
      targetPort: http
---
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata:
  name: postgres
  namespace: shop
spec:
  instances: 1
  postgresql:
    parameters:
      max_connections: "100"
  managed:
    roles:
      - name: web_owner
        login: true
        passwordSecret:
          name: web-owner
---
apiVersion: postgresql.cnpg.io/v1
kind: Database
metadata:
  name: web
  namespace: shop
spec:
  cluster:
    name: postgres
  name: web
  owner: web_owner
`;

export const sampleFile = 'manifests/sample.yaml';

/** The sample with its first occurrence of one text replaced; a text that is not there would plant nothing. */
export function sampleWith(found: string, replacement: string, text = sampleText): string {
  if (!text.includes(found)) throw new Error(`the sample holds no ${JSON.stringify(found)}`);
  return text.replace(found, () => replacement);
}

export function assembleText(text: string): ManifestSet {
  const files = [{ file: sampleFile, text }];
  return assembleManifests('manifests', { files, problems: [], notApplicable: [], unlisted: [] });
}

/** The problems of a text; none when it is sound. */
export function problemsOf(text: string): readonly ManifestProblem[] {
  try {
    assembleText(text);
    return [];
  } catch (error) {
    if (!isAppError(error) || error.code !== 'manifest-invalid') throw error;
    return error.details['problems'] as readonly ManifestProblem[];
  }
}

/** The line on which a text stands, counted from 1. */
export function lineOf(text: string, found: string): number {
  return text.slice(0, text.indexOf(found)).split('\n').length;
}

/** A text of the sample, what is written in its place, and the problem that the check then reports. */
export type Defect = readonly [found: string, replacement: string, path: string, message: RegExp];

export function expectRefused(text: string, [found, replacement, path, message]: Defect): void {
  expect(problemsOf(sampleWith(found, replacement, text))).toContainEqual(
    expect.objectContaining({ path, message: expect.stringMatching(message), line: expect.any(Number) }),
  );
}
