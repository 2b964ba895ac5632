/** Compiled from `assembly/` at bundling and test time; see scripts/kernel-plugin.mjs. */
declare module '*/kernel.wasm' {
  export const kernelBytes: Uint8Array<ArrayBuffer>;
}

/** The part of WebAssembly's JavaScript API that this package uses; TypeScript declares it in its DOM library only. */
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
