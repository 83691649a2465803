import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/simulator/json.js';
import { saveScript, startCxone, summaryOf, switchScript, type Ask, type Cxone } from './cxone.js';
import { ids, script, startAt } from './sample-tenant.js';

const welcome = 'Voice\\Welcome';
const path = (name: string): string => encodeURIComponent(name);

interface History {
  name: string;
  versions: { scriptId: number; modifyDate: string; modifyUser: string; status: string }[];
}

interface Script {
  name: string;
  status: string;
  scriptContent: string;
}

interface Saved {
  errorCount: number;
  results: { success: boolean; scriptId?: number; error?: string }[];
}

describe('simulator: NICE CXone: scripts', () => {
  let cxone: Cxone;
  let api: Ask;
  beforeEach(async () => {
    cxone = await startCxone();
    api = await cxone.api('acme');
  });
  afterEach(() => cxone.close());

  const history = async (name = welcome): Promise<History> =>
    (await api<History>(`/scripts/historyByName?scriptPath=${path(name)}`)).body;

  it('gives every save an id of its own and keeps the past ones', async () => {
    const scriptId = await saveScript(
      api,
      welcome,
      script(welcome, { actions: { 4: { name: 'HANGUP' } } }),
    );
    assert.notEqual(scriptId, ids.welcome);
    assert.deepEqual(await history(), {
      name: welcome,
      versions: [
        { scriptId, modifyDate: startAt, modifyUser: 'acme-key', status: 'CURR' },
        { scriptId: ids.welcome, modifyDate: startAt, modifyUser: 'studio', status: 'HIST' },
      ],
    });
    const past = await api<Script>(`/scripts/${ids.welcome}`);
    assert.deepEqual([past.body.name, past.body.status], [welcome, 'HIST']);
    assert.deepEqual(JSON.parse(past.body.scriptContent), script(welcome));
    assert.equal((await api('/scripts/99')).status, 404);
    assert.equal((await api('/scripts/historyByName')).status, 400);
  });

  it('rolls back from the history: the past content, saved again, heals the callers', async () => {
    await saveScript(api, welcome, script(welcome, { actions: { 4: { name: 'HANGUP' } } }));
    await cxone.advance(20);
    assert.equal((await summaryOf(api, 0, 15)).contactsHandled, 0);
    const oldest = (await history()).versions.at(-1);
    const past = await api<Script>(`/scripts/${oldest?.scriptId}`);
    await saveScript(api, welcome, past.body.scriptContent);
    assert.equal((await history()).versions.length, 3);
    await cxone.advance(40);
    const healed = await summaryOf(api, 22, 42);
    assert.ok(healed.contactsHandled > 0.85 * healed.contactsOffered);
  });

  it('lists, reads, overwrites and deletes script files by path', async () => {
    const flag = 'Voice\\Flags\\Holiday';
    await saveScript(api, flag, script(flag));
    await saveScript(api, 'Outbound', script('Outbound'));
    type Files = { totalRecords: number; files: { fileFullName: string; fileName: string }[] };
    const listed = await api<Files>(`/scripts/files?path=Voice`);
    assert.deepEqual(
      listed.body.files.map(({ fileFullName, fileName }) => [fileFullName, fileName]),
      [
        [welcome, 'Welcome'],
        [flag, 'Holiday'],
      ],
    );
    const read = await api<{ fileContent: string }>(
      `/scripts/files?fileFullName=${path(flag)}&includeFileContent=true`,
    );
    assert.deepEqual(JSON.parse(read.body.fileContent), script(flag));
    const file = { fileFullName: flag, fileContent: 'not a script' };
    assert.equal((await api('/scripts/files', { method: 'PUT', body: file })).status, 200);
    const missing = { ...file, fileFullName: 'gone' };
    assert.equal((await api('/scripts/files', { method: 'PUT', body: missing })).status, 404);
    assert.equal((await api('/scripts/files', { method: 'POST', body: {} })).status, 400);
    const gone = `/scripts/files?fileFullName=${path(flag)}`;
    assert.equal((await api(gone, { method: 'DELETE' })).status, 204);
    assert.equal((await api(gone)).status, 404);
  });

  it('checks the syntax of Studio JSON and says in the body, not in the status, when it fails', async () => {
    const save = (scriptContent: object) =>
      api<Saved>('/scripts', { method: 'POST', body: { scriptContent } });
    const saved = await save(script('Fresh'));
    assert.deepEqual([saved.status, saved.body.errorCount], [200, 0]);
    assert.equal((await history('Fresh')).versions[0]?.scriptId, saved.body.results[0]?.scriptId);
    const refused = await save({ header: { scriptName: 'Broken' } });
    assert.deepEqual([refused.status, refused.body.errorCount], [200, 1]);
    assert.match(refused.body.results[0]?.error ?? '', /SYNTAX_CHECK/);
    assert.equal((await api(`/scripts?scriptPath=Broken`)).status, 404);
    const opened = await api<JsonObject>('/scripts?scriptPath=Fresh');
    assert.deepEqual(opened.body, JSON.parse(JSON.stringify(script('Fresh'))));
    assert.equal((await api('/scripts?scriptPath=Fresh', { method: 'DELETE' })).status, 204);
  });

  it('finds scripts, with their past saves if asked', async () => {
    await saveScript(api, welcome, 'not a script');
    type Found = { totalRecords: number; scriptSearchDetails: JsonObject[] };
    const found = await api<Found>('/scripts/search?scriptName=welc');
    assert.equal(found.body.totalRecords, 1);
    assert.equal(found.body.scriptSearchDetails[0]?.['status'], 'CURR');
    const all = await api<Found>('/scripts/search?includeInactive=true');
    assert.deepEqual(
      all.body.scriptSearchDetails.map((one) => one['masterID']),
      [ids.welcome, found.body.scriptSearchDetails[0]?.['masterID']],
    );
  });

  it('leaves the saves of one tenant out of the other', async () => {
    const bolt = await cxone.api('bolt');
    assert.equal((await bolt(`/scripts/${ids.welcome}`)).status, 404);
    await saveScript(api, 'Only here', script('Only here'));
    assert.equal((await bolt('/scripts/historyByName?scriptPath=Only%20here')).status, 404);
    await switchScript(api, 'Only here');
  });
});
