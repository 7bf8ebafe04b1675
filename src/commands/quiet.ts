import { createHash } from 'node:crypto';
import { propose } from '../changes/propose.ts';
import type { Tags } from '../changes/tags.ts';
import type { Assessment } from '../findings/finding.ts';
import { decideIssues } from '../github/issues/decide.ts';
import type { KeptIssue } from '../github/issues/issue.ts';
import { issueKey } from '../github/issues/key.ts';
import { type Standing, subjectOf } from '../github/issues/standing.ts';
import type { EffectivePolicy } from '../settings/config/policy.ts';

const HOUR_MS = 3_600_000;

/** Prime, so that runs at the same hour of each day come to all of them too. */
const TURNS = 23;

const NO_TAGS: Tags = { kind: 'known', values: new Map() };

/**
 * True where the tags of a resource need not be read in this run, since nothing would follow from them: what its
 * findings propose stands in an issue already, nobody ticked anything there, and nothing of it changed. Personalize
 * allows about one such read a second. Each resource has its turn all the same, in at least one of 23 hours, so that
 * an exemption closes its issue within about a day.
 */
export function isQuiet(
  assessment: Assessment,
  policy: EffectivePolicy,
  issues: readonly KeptIssue[] | undefined,
  now: number,
): boolean {
  if (!issues || assessment.findings.length === 0 || hasItsTurn(assessment.resource.arn, now)) return false;
  const proposals = propose({ assessment, tags: NO_TAGS, demandSinceMark: undefined }, policy, now);
  return (
    proposals.length === assessment.findings.length &&
    proposals.every(({ change, fate }, index) => {
      const finding = assessment.findings[index];
      const subject = finding && subjectOf(finding, change);
      if (fate.kind !== 'issue' || !subject) return false;
      const key = issueKey(assessment.resource, subject.finding.kind);
      const standings = new Map<string, Standing>([[key, { kind: 'wanted', subject }]]);
      const kept = issues.filter(({ data }) => data.key === key);
      const { actions } = decideIssues({ kept, standings, results: new Map(), now });
      return actions.length === 0 && !kept.some(({ ticks }) => ticks.size > 0);
    })
  );
}

function hasItsTurn(arn: string, now: number): boolean {
  const turn = createHash('sha256').update(arn).digest().readUInt32BE(0) % TURNS;
  return Math.floor(now / HOUR_MS) % TURNS === turn;
}
