import type { GitHub } from '../client.ts';
import type { AmendingAction, Creation, IssueAction } from './action.ts';
import { amend } from './amend.ts';
import { create } from './create.ts';
import { NOTHING, together, upkeepOf, type Written } from './written.ts';

export interface WriteOptions {
  /** `plan` writes nothing, and tells what would be written. */
  readonly mode: 'apply' | 'plan';
  /** Hides account ids, where they are to be hidden. */
  readonly hide?: (text: string) => string;
}

/** Writes one after the other, as GitHub asks of those who write much. What fails costs only itself. Never throws. */
export async function writeIssues(
  github: GitHub,
  actions: readonly IssueAction[],
  { mode, hide = (text) => text }: WriteOptions,
): Promise<Written> {
  if (mode === 'plan') return { ...NOTHING, upkeep: actions.map((action) => upkeepOf(action, 'planned')) };
  const amendments = actions.filter((action): action is AmendingAction => action.kind !== 'create');
  const creations = actions.filter((action): action is Creation => action.kind === 'create');
  const parts: Written[] = [];
  for (const action of amendments) parts.push(await amend(github, action, hide));
  parts.push(await create(github, creations, hide));
  return together(parts);
}
