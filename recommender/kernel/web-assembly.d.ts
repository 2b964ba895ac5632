/** Compiled from `assembly/` when somebody bundles or tests this; see scripts/kernel-plugin.mjs. */
declare module '*/kernel.wasm' {
  export const kernelBytes: Uint8Array<ArrayBuffer>;
}

/** What Node.js has of WebAssembly and this package uses; TypeScript describes it among a browser's things alone. */
declare namespace WebAssembly {
  interface Module {
    readonly [Symbol.toStringTag]: string;
  }
  class Memory {
    constructor(size: { readonly initial: number; readonly maximum: number; readonly shared: true });
    readonly buffer: SharedArrayBuffer;
  }
  class Instance {
    constructor(module: Module, imports: { readonly env: { readonly memory: Memory } });
    readonly exports: Readonly<Record<string, (...numbers: number[]) => void>>;
  }
  function compile(bytes: Uint8Array<ArrayBuffer>): Promise<Module>;
}
