import { parse } from 'yaml';
import type { Area } from '../../sandbox/github/options.ts';

/** A workflow file, as far as those in docs/workflows go. */
export interface WorkflowFile {
  readonly name: string;
  readonly on: Readonly<Record<string, Trigger | null>>;
  readonly permissions: Readonly<Record<string, never>>;
  readonly jobs: Readonly<Record<string, JobFile>>;
}

export interface Trigger {
  readonly inputs?: Readonly<Record<string, AskedInput>>;
  readonly types?: readonly string[];
  readonly branches?: readonly string[];
}

/** What a person is asked for before a workflow is started by hand. */
export interface AskedInput {
  readonly type: string;
  readonly options?: readonly string[];
  readonly default?: unknown;
}

export interface JobFile {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly environment?: string;
  readonly permissions: Readonly<Partial<Record<Area | 'id-token', 'read' | 'write'>>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: string };
  readonly steps: readonly StepFile[];
}

export interface StepFile {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

export const workflowIn = (text: string): WorkflowFile => parse(text);

/** True of a step that is this action. */
export const isOurs = ({ uses = '' }: StepFile): boolean =>
  uses === './' || /^[^/]+\/personalize-monitor@/.test(uses);

export const needsOf = ({ needs = [] }: JobFile): readonly string[] => [needs].flat();
