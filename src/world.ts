import type { Pace } from './github/pace.ts';

/** The parts of `@actions/core` that are used: how a step speaks to the runner. */
export interface Runner {
  info(line: string): void;
  startGroup(heading: string): void;
  endGroup(): void;
  error(message: string, properties?: { title?: string }): void;
  warning(message: string, properties?: { title?: string }): void;
  setOutput(name: string, value: string): void;
  /** Has the runner hide it in everything that is logged. */
  setSecret(secret: string): void;
  /** An OIDC token of this job, where it has the permission `id-token: write`. */
  getIDToken(audience: string): Promise<string>;
}

/** What `main` has of the world; `index.ts` passes in the real one. */
export interface World {
  readonly env: NodeJS.ProcessEnv;
  readonly runner: Runner;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Where the process was started. */
  readonly cwd: string;
  /** Aborted when the job is cancelled. */
  readonly signal: AbortSignal;
  /** How long to wait between writes to GitHub; as GitHub asks for, unless given. */
  readonly pace?: Pace;
}
