import { gzipSync } from 'node:zlib';
import type { Plugin, Rollup } from 'vite';

export interface FirstLoadBudget {
  /** Ends of the paths of the lazily loaded modules that make up the page a person sees first. */
  readonly pages: readonly string[];
  readonly limitKilobytes: number;
}

const KILOBYTE = 1000;

/** Everything that a chunk needs before it can run: itself and its static imports, all the way down. */
function withStaticImports(start: Rollup.OutputChunk, chunks: Map<string, Rollup.OutputChunk>): Set<string> {
  const reached = new Set<string>();
  const queue = [start.fileName];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const chunk = chunks.get(name);
    if (chunk === undefined || reached.has(name)) continue;
    reached.add(name);
    queue.push(...chunk.imports);
  }
  return reached;
}

function chunksOf(bundle: Rollup.OutputBundle): Map<string, Rollup.OutputChunk> {
  const chunks = new Map<string, Rollup.OutputChunk>();
  for (const output of Object.values(bundle))
    if (output.type === 'chunk') chunks.set(output.fileName, output);
  return chunks;
}

/** Fails the build when the first page would send more JavaScript (gzipped) than the budget allows. */
export function firstLoadBudget({ pages, limitKilobytes }: FirstLoadBudget): Plugin {
  return {
    name: 'sallyport:first-load-budget',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = chunksOf(bundle);
      const startOf = (page: string) =>
        [...chunks.values()].find((chunk) => chunk.facadeModuleId?.endsWith(page)) ??
        this.error(`No chunk of its own for ${page}: the first load cannot be measured.`);
      const starts = [...chunks.values()].filter(({ isEntry }) => isEntry).concat(pages.map(startOf));
      const files = new Set(starts.flatMap((chunk) => [...withStaticImports(chunk, chunks)]));
      let bytes = 0;
      for (const file of files) bytes += gzipSync(chunks.get(file)?.code ?? '').byteLength;
      const kilobytes = bytes / KILOBYTE;
      const finding = `First load: ${kilobytes.toFixed(1)} kB of JavaScript gzipped in ${files.size} files, limit ${limitKilobytes} kB`;
      if (kilobytes > limitKilobytes) this.error(finding);
      this.info(finding);
    },
  };
}
