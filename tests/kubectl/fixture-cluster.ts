import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { parse, stringify } from 'yaml';
import { RealSystem } from '../integration/testing/real-system.ts';
import type { Kubectl } from './find-kubectl.ts';
import { KubectlCommand } from './kubectl-command.ts';

const fixture = join(import.meta.dirname, 'fixture');

/** The namespace that the fixture's own files declare. */
export const fixtureNamespace = 'workshop';

interface Kubeconfig {
  readonly clusters: readonly [
    { cluster: { readonly server: string; readonly 'certificate-authority-data'?: string } },
  ];
  readonly users: readonly [{ readonly user: { readonly token: string } }];
  readonly contexts: readonly [{ readonly name: string; readonly context: Record<string, string> }];
}

/** A system of two small Deployments, without a database, and what a client needs to reach it. */
export class FixtureCluster {
  readonly system: RealSystem;
  /** For the files of a test. */
  readonly folder: string;

  private constructor(system: RealSystem, folder: string) {
    this.system = system;
    this.folder = folder;
  }

  static async start(...args: readonly string[]): Promise<FixtureCluster> {
    const folder = await mkdtemp(join(tmpdir(), 'fixture-cluster-'));
    await cp(fixture, join(folder, 'fixture'), { recursive: true });
    const cluster = new FixtureCluster(await RealSystem.prepare(), folder);
    await cluster.up(...args);
    return cluster;
  }

  get manifests(): string {
    return join(this.folder, 'fixture');
  }

  async up(...args: readonly string[]): Promise<void> {
    await this.system.up('--file', this.manifests, '--app', fixture, ...args);
  }

  async kubeconfig(): Promise<Kubeconfig> {
    return parse(await this.#printedKubeconfig()) as Kubeconfig;
  }

  /** As `petstore kubeconfig` prints it, but for a namespace, and for a server in between where one is given. */
  async writeKubeconfig(namespace: string, server?: string): Promise<string> {
    const document = await this.kubeconfig();
    for (const { context } of document.contexts) context['namespace'] = namespace;
    if (server !== undefined) document.clusters[0].cluster = { server };
    const path = join(this.folder, `kubeconfig-${namespace}`);
    await writeFile(path, stringify(document), { mode: 0o600 });
    return path;
  }

  async kubectl(kubectl: Kubectl, namespace = fixtureNamespace): Promise<KubectlCommand> {
    const home = join(this.folder, `home-${kubectl.minor}`);
    await mkdir(home, { recursive: true });
    return new KubectlCommand({ kubectl, home, kubeconfig: await this.writeKubeconfig(namespace) });
  }

  async dispose(): Promise<void> {
    await this.system.dispose();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #printedKubeconfig(): Promise<string> {
    const { exitCode, stdout, stderr } = await this.system.petstore('kubeconfig');
    expect(exitCode, stderr).toBe(0);
    return stdout;
  }
}
