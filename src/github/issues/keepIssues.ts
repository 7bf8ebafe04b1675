import type { GitHub } from '../client.ts';
import { type DecideInput, decideIssues } from './decide.ts';
import { type WriteOptions, writeIssues } from './write.ts';
import type { IssueAddress, Written } from './written.ts';

export interface KeptUp extends Written {
  /** Findings that no open issue tells of, and why not; by key. */
  readonly withheld: ReadonlyMap<string, string>;
}

/** Decides and writes. `numbers` has every finding that an issue tells of once that is done. */
export async function keepIssues(github: GitHub, input: DecideInput & WriteOptions): Promise<KeptUp> {
  const { actions, withheld, delivered } = decideIssues(input);
  const written = await writeIssues(github, actions, input);
  const urls = new Map(input.kept.map(({ number, url }) => [number, url]));
  const before = [...delivered].map(([key, number]): [string, IssueAddress] => [
    key,
    { number, url: urls.get(number) ?? '' },
  ]);
  return { ...written, withheld, numbers: new Map([...before, ...written.numbers]) };
}
