import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { minify } from './minify.ts';

/**
 * Builds `dist/` from `src/`: types are checked and stripped by TypeScript, then ncc bundles one ES module with
 * the licences of what is in it, and swc minifies it. The same sources and lock file give the same bytes.
 */
const run = (command: string, ...args: string[]) =>
  execFileSync(process.execPath, [command, ...args], { stdio: 'inherit' });

rmSync('build', { recursive: true, force: true });
rmSync('dist', { recursive: true, force: true });
run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
run(
  'node_modules/@vercel/ncc/dist/ncc/cli.js',
  ...['build', 'build/src/index.js', '--out', 'dist', '--no-cache', '--license', 'licenses.txt'],
);
writeFileSync('dist/index.js', minify(readFileSync('dist/index.js', 'utf8')));
