import { frozenClock } from '../sandbox/clock.ts';
import { type GitHubSandbox, startGitHub } from '../sandbox/github/server.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { none, steady } from '../sandbox/traffic.ts';
import { world } from '../sandbox/world.ts';
import { type ActionOptions, type ActionResult, runAction } from '../support/action.ts';

export const NOON = Date.UTC(2026, 0, 5, 12, 1, 30);
export const CONFIG = '.github/personalize-monitor.yml';
export const it = { owner: 'acme', repo: 'shop' };

export interface Box {
  readonly sandbox: Sandbox;
  readonly github: GitHubSandbox;
  run(inputs?: Record<string, string>, options?: ActionOptions): Promise<ActionResult>;
  /** As on the default branch, or on that branch. */
  fileOn(branch?: string): Promise<string | undefined>;
  close(): Promise<void>;
}

/** A shop whose campaign `home` has a floor of 10 for 0.4 TPS, and whose campaign `old` nobody calls; `fits` fits. */
export async function shop(files: Record<string, string> = {}, isPrivate = true): Promise<Box> {
  const campaign = { datasetGroup: 'movies', recipe: 'aws-user-personalization-v2' };
  const sandbox = await startSandbox(
    world({
      regions: {
        'us-east-1': {
          datasetGroups: { movies: {}, store: { domain: 'ECOMMERCE' } },
          campaigns: [
            { ...campaign, name: 'home', minProvisionedTPS: 10, traffic: steady(0.4) },
            { ...campaign, name: 'old', minProvisionedTPS: 2, traffic: none, tags: { team: 'shop' } },
            { ...campaign, name: 'fits', minProvisionedTPS: 1, traffic: steady(3) },
          ],
          recommenders: [
            { name: 'top', datasetGroup: 'store', minRecommendationRequestsPerSecond: 1, traffic: steady(1) },
          ],
        },
      },
    }),
    { clock: frozenClock(NOON) },
  );
  const github = await startGitHub({ now: () => sandbox.clock.now(), files, private: isPrivate });
  const fileOn = async (ref = 'main') => {
    const { repos } = github.octokitOf('maintainer').rest;
    const found = await repos.getContent({ ...it, path: CONFIG, ref }).catch(() => undefined);
    const content = (found?.data as { content?: string } | undefined)?.content;
    return content === undefined ? undefined : Buffer.from(content, 'base64').toString();
  };
  return {
    sandbox,
    github,
    fileOn,
    async run(inputs = {}, options = {}) {
      const file = await fileOn();
      const checkedOut = file === undefined ? {} : { [CONFIG]: file };
      return runAction(sandbox, inputs, { github, ...options, files: { ...checkedOut, ...options.files } });
    },
    async close() {
      await sandbox.close();
      await github.close();
    },
  };
}

/** What became of changes, as `<change> <name> <outcome>`. */
export const told = ({ report }: ActionResult): string[] =>
  (report?.changes ?? []).map(({ kind, name, outcome }) => {
    const how = outcome.kind === 'refused' ? `refused: ${outcome.guard}` : outcome.kind;
    return `${kind} ${name} ${how}`;
  });
