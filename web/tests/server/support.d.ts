declare module '*/tests/support/scratch.mjs' {
  /** A new temporary folder that is removed when this process ends. */
  export function scratchFolder(name: string): string;
}

declare module '*/tests/support/vestnik.mjs' {
  /** A real vestnikd with a data folder of its own. */
  export class Vestnik {
    static start(program: string | undefined, options?: Record<string, string | number>): Promise<Vestnik>;
    readonly origin: string;
    /** Kills the process, as a power failure would. */
    kill(): Promise<void>;
    /** Starts it again at the same address and with the same data. */
    restart(): Promise<void>;
    /** Ends it and removes its data. */
    stop(): Promise<void>;
  }
}
