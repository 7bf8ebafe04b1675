/** Who wrote which text of an issue or a pull request, as `userContentEdits` of GitHub's GraphQL tells it. */
import type { Issue } from './repository.ts';

export interface Edit {
  readonly editedAt: string;
  readonly editor: string;
  /** The whole text after the edit. */
  readonly diff: string;
}

export class Edits {
  readonly #edits = new Map<number, Edit[]>();

  /** Newest first. Empty until the text is changed; from then on the oldest is the text it began with. */
  of(number: number): readonly Edit[] {
    return this.#edits.get(number) ?? [];
  }

  /** Notes the change if there was one. */
  note(before: Issue, after: Issue, editor: string): void {
    if ((before.body ?? '') === (after.body ?? '')) return;
    const edits = this.#edits.get(before.number) ?? [
      { editedAt: before.created_at, editor: before.user.login, diff: before.body ?? '' },
    ];
    edits.unshift({ editedAt: after.updated_at, editor, diff: after.body ?? '' });
    this.#edits.set(before.number, edits);
  }
}
