import type { Change } from '../../../src/changes/change.ts';
import { pinnedStateOf } from '../../../src/changes/live.ts';
import type { Manifest } from '../../../src/changes/manifest.ts';
import type { Finding } from '../../../src/findings/finding.ts';
import type { Resource } from '../../../src/fleet/resource.ts';
import type { PullProposal } from '../../../src/github/pull/proposal.ts';
import { campaign, recommender } from '../../fleet/resources.ts';

export const FILE = '.github/personalize-monitor.yml';

const basis = 'estimate at 0.54 USD per TPS-hour, the v2 price as of 2026-11-23';

function proposal(
  resource: Resource,
  change: Record<string, unknown>,
  { reason, usd, manifest }: { reason: string; usd: number; manifest?: Manifest },
): PullProposal {
  const described = { resource, pinned: pinnedStateOf(resource), reason, savingUsd: usd };
  const finding: Finding = { kind: 'idle', resource, reason, hours: 72, waste: { usd, basis } };
  return {
    change: {
      ...described,
      ...change,
      key: `${resource.arn} ${JSON.stringify(change)}`,
    } as unknown as Change,
    finding,
    ...(manifest ? { manifest } : {}),
  };
}

/** A floor of 20 that is to be lowered. */
export function lower(name: string, target: number, usd = 400): PullProposal {
  const resource = campaign({ name, floor: 20 });
  const reason = `bill of 20 TPS against 1.2 TPS used on average; account ${resource.account}`;
  return proposal(resource, { kind: 'set-floor', from: 20, to: target, target }, { reason, usd });
}

export function stop(name: string, usd = 146): PullProposal {
  const reason = 'no call to it, successful or failed, in the last 72 h';
  return proposal(recommender({ name }), { kind: 'stop' }, { reason, usd });
}

export function remove(name: string, usd = 1971, version = '0123abcd'): PullProposal {
  const resource = campaign({ name });
  const manifest: Manifest = {
    version: 1,
    arn: resource.arn,
    deletedAt: '2026-11-23T10:40:00.000Z',
    reason: 'idle',
    campaign: {
      name,
      solutionVersionArn: `arn:aws:personalize:us-east-1:${resource.account}:solution/shop/${version}`,
      minProvisionedTPS: 5,
      campaignConfig: { itemExplorationConfig: { explorationWeight: '0.3' } },
      tags: [
        { tagKey: 'team', tagValue: 'shop' },
        { tagKey: 'cost', tagValue: '12' },
      ],
    },
  };
  const reason = 'no call to it, successful or failed, in the last 72 h | <b>@acme/ops</b>';
  return proposal(resource, { kind: 'delete' }, { reason, usd, manifest });
}

export const words = {
  hide: (text: string) => text.replace(/\d{12}/g, '(hidden)'),
  file: FILE,
  defaultBranch: 'main',
  repositoryUrl: 'https://github.com/acme/shop',
};
