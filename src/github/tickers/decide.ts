/** Who may have ticked a box in the body of an issue: pure, on what GitHub tells of its edits. */

/** Someone who wrote the body; GitHub no longer tells who a deleted user was. */
export type Writer =
  /** Whose token the action has; `person` is its login where that is a person's, who may tick with the same account. */
  | { readonly kind: 'self'; readonly person?: string }
  | { readonly kind: 'person'; readonly login: string }
  | { readonly kind: 'bot'; readonly login: string }
  | { readonly kind: 'deleted' };

export interface Authorship {
  readonly author: Writer;
  /** Newest first. */
  readonly editors: readonly Writer[];
  /** False when there are older edits than those. */
  readonly complete: boolean;
}

/** `people` must all be able to write, for a tick of theirs to count; the newest comes first. */
export type Suspects =
  | { readonly kind: 'people'; readonly people: readonly [string, ...string[]] }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * Those of whom one may have ticked the box: everyone who wrote the body since this action wrote it last. Where
 * nobody did, a tick in it was carried over by the action itself, and all who ever wrote it are suspects.
 *
 * Other bots do not count: GitHub does not tell for whom a bot acts, and one that copies what anyone says into an
 * issue would tick for anyone.
 */
export function suspects({ author, editors, complete }: Authorship): Suspects {
  const own = editors.findIndex(({ kind }) => kind === 'self');
  if (own <= 0 && !complete) return unknown('its body was edited too often to tell by whom');
  const writers = own > 0 ? editors.slice(0, own) : [...editors, author];
  const others = writers.filter(({ kind }) => kind !== 'self');
  const people = new Set<string>();
  for (const writer of others) {
    if (writer.kind === 'deleted') return unknown('a user who no longer exists wrote its body');
    if (writer.kind === 'bot') {
      return unknown(`${writer.login} wrote its body, and GitHub does not tell for whom a bot acts`);
    }
    if (writer.kind === 'person') people.add(writer.login);
  }
  const [self] = writers.flatMap((writer) => (writer.kind === 'self' ? (writer.person ?? []) : []));
  if (people.size === 0 && self !== undefined) return { kind: 'people', people: [self] };
  const [newest, ...older] = people;
  if (newest === undefined) return unknown('nobody but this action wrote its body');
  return { kind: 'people', people: [newest, ...older] };
}

function unknown(why: string): Suspects {
  return { kind: 'unknown', why };
}
