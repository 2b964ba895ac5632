import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLogger } from '@petstore/chassis/logging';
import type { EngineOptions } from '../engine-options.ts';
import { isPortFree } from '../machine/ports/port-allocator.ts';

/** One service on one database. */
const manifests = `
apiVersion: v1
kind: Namespace
metadata: { name: archive }
---
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: shelf, namespace: archive }
spec:
  instances: 1
  storage: { size: 1Gi }
  postgresql: { parameters: { max_connections: "20" } }
  managed:
    roles:
      - { name: librarian, login: true, passwordSecret: { name: librarian-login } }
---
apiVersion: postgresql.cnpg.io/v1
kind: Database
metadata: { name: books, namespace: archive }
spec: { name: books_of_record, owner: librarian, cluster: { name: shelf } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: desk, namespace: archive }
spec:
  selector: { matchLabels: { app: desk } }
  template:
    metadata: { labels: { app: desk } }
    spec:
      containers:
        - name: desk
          image: desk:v1
          command: [node, /app/desk.mjs]
          ports: [{ containerPort: 7300 }]
          readinessProbe: { httpGet: { path: /, port: 7300 } }
          env:
            - { name: PGHOST, value: shelf-rw }
            - { name: PGPORT, value: "5432" }
            - { name: PGDATABASE, value: books_of_record }
            - { name: PGUSER, valueFrom: { secretKeyRef: { name: librarian-login, key: username } } }
            - { name: PGPASSWORD, valueFrom: { secretKeyRef: { name: librarian-login, key: password } } }
            - { name: DATABASE_URL, value: "postgres://$(PGUSER):$(PGPASSWORD)@shelf-rw.archive:5432/books_of_record" }
---
apiVersion: v1
kind: Service
metadata: { name: desk, namespace: archive }
spec:
  selector: { app: desk }
  ports: [{ port: 7300 }]
`;

const desk = `import { createServer } from 'node:http';
const { PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD, DATABASE_URL } = process.env;
createServer((request, response) => {
  response.end(JSON.stringify({ PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD, DATABASE_URL }));
}).listen(Number(process.env.PORT), '127.0.0.1');`;

/** Writes the archive's manifests and its desk into a folder; the rest of the options but the build. */
export async function writeArchive(directory: string): Promise<Omit<EngineOptions, 'distDirectory'>> {
  for (const folder of ['manifests', 'app']) await mkdir(join(directory, folder));
  await writeFile(join(directory, 'manifests', 'all.yaml'), manifests);
  await writeFile(join(directory, 'app', 'desk.mjs'), desk);
  return {
    manifestsDirectory: join(directory, 'manifests'),
    appDirectory: join(directory, 'app'),
    dataDirectory: join(directory, 'data'),
    portOffset: await freePortOffset(),
    logger: createLogger({ service: 'engine', level: 'fatal' }),
  };
}

interface DeskAnswer {
  readonly PGHOST: string;
  readonly PGPORT: string;
  readonly DATABASE_URL: string;
}

/** How the desk was told to reach its database. */
export async function askArchiveDesk(portOffset: number): Promise<DeskAnswer> {
  const response = await fetch(`http://127.0.0.1:${7_300 + portOffset}/`);
  if (!response.ok) throw new Error(`the desk answered ${response.status}`);
  return (await response.json()) as DeskAnswer;
}

async function freePortOffset(): Promise<number> {
  for (;;) {
    const offset = 1_000 + Math.floor(Math.random() * 9_000);
    const free = await Promise.all([9_000, 5_433, 7_300].map((port) => isPortFree(port + offset)));
    if (free.every(Boolean)) return offset;
  }
}
