import type { Delivery } from '../changes/change.ts';
import { type Block, line } from './document.ts';
import { count } from './figures.ts';
import { join, type Markdown, md } from './markdown.ts';
import type { Run } from './run.ts';
import { changesThatAre } from './totals.ts';
import { numbered } from './words.ts';

/** More links than this help nobody. */
const MOST_LINKS = 20;

type Delivered = Delivery & { readonly number: number };

const isDelivered = (delivery: Delivery | undefined): delivery is Delivered =>
  delivery?.number !== undefined && delivery.withheld === undefined;

/** How many changes wait for a person, and where: that of all is what a reader can do something about. */
export function waiting(run: Run): readonly Block[] {
  const delivered = changesThatAre('planned', run)
    .map(({ outcome }) => outcome.delivery)
    .filter(isDelivered);
  if (delivered.length === 0) return [];
  const where = [
    placesOf(delivered, 'issue', 'tick the box in issue'),
    placesOf(delivered, 'pull-request', 'merge pull request'),
  ].flat();
  const verb = delivered.length === 1 ? 'waits' : 'wait';
  return [line(md`**${count(delivered.length, 'change')} ${verb} for you**: ${join(where, '; ')}.`)];
}

function placesOf(delivered: readonly Delivered[], by: Delivery['by'], words: string): readonly Markdown[] {
  const numbers = new Map(
    delivered
      .filter((each) => each.by === by)
      .toSorted((one, other) => one.number - other.number)
      .map(({ number, url }) => [number, numbered(number, url)]),
  );
  if (numbers.size === 0) return [];
  const links = [...numbers.values()];
  const rest = links.length - MOST_LINKS;
  const shown = [...links.slice(0, MOST_LINKS), ...(rest > 0 ? [md`${rest} more`] : [])];
  return [md`${words} ${join(shown, ', ')}`];
}
