// The tour of policies, docs/tour-policy.md: its files are written, its commands run by a shell, and what it shows is what comes.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { environment, root, run } from '../rig/children.mjs';
import { temporaryFolder } from '../rig/folders.mjs';
import { sallyport, startRun } from '../rig/sallyport.mjs';
import { assert } from './transcript.mjs';

const page = resolve(root, '../../../docs/tour-policy.md');
const folderOfPage = '/tmp/sallyport-tour';
const block = /^```(\w+)\n([\s\S]*?)^```$/gm;
const minimum = { sh: 14, yaml: 4, text: 11 };

/** The blocks of the page in their order, with a folder of this run in place of the page's. */
function blocks(folder) {
  const text = readFileSync(page, 'utf8').replaceAll(folderOfPage, folder);
  return [...text.matchAll(block)].map(([, language, content]) => ({ language, content }));
}

/** A shell finds the command under test, npx the installed packages, and the home is one of this run. */
function surroundings(home) {
  const bin = temporaryFolder();
  symlinkSync(sallyport, join(bin, 'sallyport'));
  writeFileSync(join(home, '.npmrc'), 'offline=true\nupdate-notifier=false\n');
  return { ...environment, HOME: home, PATH: `${bin}:${environment.PATH}` };
}

/** What stands in the page must be in what was printed, line by line, as far as it is shown. */
function compare(shown, printed) {
  for (const line of shown.split('\n').filter(each => each !== '')) {
    assert(printed.includes(line.trim()), `the page shows\n${line}\nbut it printed\n${printed}`);
  }
}

/** JSON of the Inspector as the text that it carries. */
const unquoted = text => text.replaceAll('\\"', '"');

async function tour() {
  const folder = join(temporaryFolder(), 'tour');
  const home = temporaryFolder();
  mkdirSync(folder);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const env = surroundings(home);
  const seen = { sh: 0, yaml: 0, text: 0 };
  let printed = '';
  let incident = '';
  let approval = '';
  let gateway;
  try {
    for (const { language, content } of blocks(folder)) {
      seen[language]++;
      if (language === 'yaml') {
        const name = /^# (\S+)\n/.exec(content)?.[1];
        assert(name, `a file without its name:\n${content}`);
        writeFileSync(join(folder, name), content);
      } else if (language === 'text') {
        compare(content, printed);
      } else if (content.startsWith('sallyport run ')) {
        const args = content.trim().split(' ').slice(2);
        gateway = await startRun(args, { env, cwd: folder, home: join(home, '.sallyport') });
      } else {
        const script = content.replace('INCIDENT', incident).replace('APPROVAL', approval);
        const { stdout, stderr } = await run('bash', ['-c', script], { env, cwd: folder });
        printed = unquoted(stdout + stderr);
        approval = /approvals approve (\w+)/.exec(printed)?.[1] ?? approval;
        incident = /incident ([\w-]+)\)/.exec(printed)?.[1] ?? incident;
      }
    }
  } finally {
    await gateway?.stop();
  }
  for (const [language, count] of Object.entries(minimum)) {
    assert(seen[language] >= count, `only ${seen[language]} blocks of ${language} were found in the page`);
  }
}

export const tourCases = [{ name: 'tour/policy', throughOnly: true, run: tour }];
