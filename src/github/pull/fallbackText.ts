import { type Block, line } from '../../report/document.ts';
import { link, md } from '../../report/markdown.ts';
import { code, proposals, toldOf, type Words, withHidden } from './body.ts';
import { BRANCH } from './commit.ts';
import { hiddenLine } from './paper.ts';
import type { Entry } from './proposal.ts';
import { titleOf } from './title.ts';

/** Of an address: servers and browsers take about 8,000 characters. */
const MAX_ADDRESS = 7_000;

export interface FallbackWords extends Words {
  /** The repository's page. */
  readonly repositoryUrl: string;
}

/** The title and body of the issue that asks a person to open the pull request. */
export function fallbackOf(
  entries: readonly Entry[],
  words: FallbackWords,
): { readonly title: string; readonly body: string } {
  const blocks: readonly Block[] = [
    line(
      md`The proposals below are on the branch ${code(words.head ?? BRANCH)}, but this repository does not let GitHub Actions open pull requests.`,
    ),
    line(md`**${link('Open the pull request', openingAddress(entries, words))}**, with its text filled in.`),
    line(
      md`To have that done from now on, turn on **Allow GitHub Actions to create and approve pull requests** under Settings > Actions > General > Workflow permissions; in an organization that holds it off, an owner has to allow it there first.`,
    ),
    ...proposals(entries, words),
    line(
      md`This issue is kept up to date. It is closed once there is a pull request from that branch, or nothing is left to propose. **Closing** it yourself declines these values: they are not proposed again, other values may be.`,
    ),
  ];
  return {
    title: `Pull request to be opened: ${titleOf(entries)}`,
    body: withHidden(blocks, hiddenLine('pull-issue', toldOf(entries, words.file, words.head))),
  };
}

/** The page that opens the pull request, with title and body filled in as far as an address may be long. */
export function openingAddress(
  entries: readonly Entry[],
  { repositoryUrl, defaultBranch, file, head = BRANCH }: FallbackWords,
): string {
  const told = hiddenLine('pull', toldOf(entries, file, head));
  const words = `Proposed by personalize-monitor; its next run writes the full text here.\n\n`;
  const compare = [defaultBranch, head].map(encodeURI).join('...');
  const page = `${repositoryUrl}/compare/${compare}?quick_pull=1&title=${encoded(titleOf(entries))}`;
  const addresses = [`${words}${told}\n`, words].map((body) => `${page}&body=${encoded(body)}`);
  return addresses.find((address) => address.length <= MAX_ADDRESS) ?? page;
}

/** For a link in Markdown too, in which some of what an address may have means something. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[()*_~'!]/g,
    (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
