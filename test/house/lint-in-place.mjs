// Lints samples as if they stood at the paths given: JSON [{ path, code }] on standard input, JSON [[rule, …], …] on standard output.
// A process of its own, because ESLint's configuration is an ES module, which Jest cannot load on Node 20.
import { text } from 'node:stream/consumers';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const eslint = new ESLint({ overrideConfig: [tseslint.configs.disableTypeChecked] });
const samples = JSON.parse(await text(process.stdin));
const findings = await Promise.all(
  samples.map(async ({ path, code }) => {
    const [result] = await eslint.lintText(code, { filePath: path });
    return result.messages.map(({ ruleId, message }) => ruleId ?? message);
  }),
);
process.stdout.write(JSON.stringify(findings));
