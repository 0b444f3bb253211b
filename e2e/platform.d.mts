export interface Platform {
  readonly url: string;
  readonly token: string;
  readonly projectId: string;
  readonly connectionFile: string;
  readonly dataDir: string;
  readonly port: number;
  readonly readyMs: number;
  readonly pid: number;
  readonly exited: Promise<number | null>;
  output(): string;
  stop(options?: { readonly keep?: boolean }): Promise<void>;
}
export function freePort(): Promise<number>;
export function startPlatform(args: readonly string[], where?: { readonly dataDir?: string; readonly port?: number; readonly env?: NodeJS.ProcessEnv }): Promise<Platform>;
