import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { References } from './guards.ts';

/** Not part of a repository's own text. */
const SKIPPED = new Set(['.git', 'node_modules']);

/** A name goes on with these, so that `campaign/home` is not found in `campaign/home-2`. */
const NAME_GOES_ON = /^[\w-]/;

/**
 * Where an ARN stands in the files below a folder, those given aside. Links are not followed. Anything that cannot
 * be read makes the answer unknown, since it might hold the ARN; so does a folder without a file, since a repository
 * that was not checked out might.
 */
export async function findReferences(
  root: string,
  arn: string,
  aside: readonly string[],
): Promise<References> {
  try {
    const hits: { file: string; line: number }[] = [];
    let files = 0;
    for await (const path of filesBelow(root)) {
      if (aside.some((skipped) => path.startsWith(skipped + sep))) continue;
      files += 1;
      if (aside.includes(path)) continue;
      const line = lineOf(await readFile(path), arn);
      if (line !== undefined) hits.push({ file: relative(root, path), line });
    }
    if (files === 0) return { kind: 'unknown', why: 'nothing is checked out; run actions/checkout before' };
    return { kind: 'searched', hits };
  } catch (error) {
    return { kind: 'unknown', why: error instanceof Error ? error.message : String(error) };
  }
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (SKIPPED.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

/** The first line, counted from 1, that names the whole ARN. */
function lineOf(content: Buffer, arn: string): number | undefined {
  for (let at = content.indexOf(arn); at >= 0; at = content.indexOf(arn, at + 1)) {
    const next = content.toString('latin1', at + arn.length, at + arn.length + 1);
    if (!NAME_GOES_ON.test(next)) return content.subarray(0, at).toString('latin1').split('\n').length;
  }
  return undefined;
}
