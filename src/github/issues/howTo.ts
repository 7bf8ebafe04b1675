import { type Block, line } from '../../report/document.ts';
import { tps } from '../../report/figures.ts';
import { join, type Markdown, md } from '../../report/markdown.ts';
import type { DeliveredChange } from './standing.ts';

type Hide = (text: string) => string;

/** What the first box leads to, step by step, and what stops it. */
export function whatWillHappen(change: DeliveredChange): readonly Block[] {
  const steps = [
    md`1. The next run reads the ${change.resource.kind} again. If it changed since this was written, or its owner exempted it, nothing is done: that is said here, and a new proposal is made.`,
    ...deeds(change),
    md`1. What came of it is said here, and this issue is closed; or the box is unticked, with why.`,
  ];
  return [
    line(md`### What happens when you tick the first box`),
    line(join(steps, '\n')),
    line(md`Only a tick by someone who may write to this repository counts.`),
  ];
}

function deeds(change: DeliveredChange): readonly Markdown[] {
  switch (change.kind) {
    case 'set-floor':
      return [
        md`1. The floor is set to exactly ${tps(change.to)} TPS in one step, whatever a later run would propose. Nothing else is changed.`,
      ];
    case 'stop':
      return [
        md`1. Its requests are read again, seconds before. A single one, successful or failed, and it is not stopped.`,
        md`1. The recommender is stopped: it keeps its configuration, answers no request, and is no longer billed.`,
      ];
    case 'delete':
      return [
        md`1. Its requests are read again, seconds before, and the files of this repository are searched for its ARN. A single request or mention, and it is not deleted.`,
        md`1. A manifest with all that recreates it is saved: in the report of the run, and in a comment here.`,
        md`1. The campaign is deleted. Its solution and its data stay.`,
      ];
  }
}

/** How to say no, how to take it back, and how to choose otherwise. */
export function otherWays(change: DeliveredChange, hide: Hide): readonly Block[] {
  const { resource } = change;
  const ways = [
    md`- **To decline**, close this issue. It is opened again only if the finding changes materially: another proposal, or half as much saving again. Reopening it undoes that.`,
    md`- **To undo it afterwards**, ${undo(change)}`,
    ...(change.kind === 'set-floor'
      ? [
          md`- **To choose another floor**, run the workflow with \`command: set-min-tps\` and the \`min-tps\` that you want.`,
        ]
      : []),
    md`- **To be left alone for good**, tag the ${resource.kind} \`personalize-monitor:exempt\` = \`true\`, or give it a policy with \`exempt: true\` in \`.github/personalize-monitor.yml\`.`,
  ];
  const label = md`Keep the label \`personalize-monitor\` on this issue: without it, it is not found again, and the finding gets a new one.`;
  return [
    line(md`### If you would rather not`),
    line(join(ways, '\n')),
    line(md`The \`arn\` for these commands: ${hide(resource.arn)}`),
    line(label),
  ];
}

function undo(change: DeliveredChange): Markdown {
  switch (change.kind) {
    case 'set-floor':
      return md`run the workflow with \`command: set-min-tps\` and \`min-tps: ${String(change.from)}\`.`;
    case 'stop':
      return md`run the workflow with \`command: restore\`: the recommender is started again.`;
    case 'delete':
      return md`run the workflow with \`command: restore\` and the manifest: the campaign is recreated under the same ARN.`;
  }
}
