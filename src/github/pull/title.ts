import { count, usd } from '../../report/figures.ts';
import { type Entry, savingOf } from './proposal.ts';

/** `lower 3 floors, delete 1 campaign`: whole sentences are made of it. */
export function whatIsProposed(entries: readonly Entry[]): string {
  const parts = (['lower', 'raise', 'stop', 'delete'] as const).flatMap((verb) => {
    const many = entries.filter(({ change }) => verbOf(change) === verb).length;
    return many > 0 ? [`${verb} ${count(many, NOUNS[verb])}`] : [];
  });
  return parts.join(', ');
}

const NOUNS = { lower: 'floor', raise: 'floor', stop: 'recommender', delete: 'campaign' } as const;

function verbOf(change: Entry['change']): keyof typeof NOUNS {
  if (change.kind !== 'set-floor') return change.kind;
  return change.target < change.from ? 'lower' : 'raise';
}

/** `Personalize capacity: lower 3 floors, delete 1 campaign (saves about $1,840 a month)`; of one account of several, with its name. */
export function titleOf(entries: readonly Entry[]): string {
  const saving = Math.round(savingOf(entries));
  const saves = saving >= 1 ? ` (saves about ${usd(saving).replace(/\.00$/, '')} a month)` : '';
  const accounts = new Set(entries.map(({ accountName }) => accountName));
  const [only] = accounts.size === 1 ? accounts : [];
  const whose = only === undefined ? '' : ` of ${only}`;
  return `Personalize capacity${whose}: ${whatIsProposed(entries)}${saves}`;
}
