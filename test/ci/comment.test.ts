import assert from 'node:assert/strict';
import { runScript, type Ran, type RunOptions } from './run-script.js';
import { scriptOf } from './templates.js';
import { JOB_USER, startAzure, startGitLab, type Comment, type VendorApi } from './vendor-api.js';

const marker = '<!-- rollcall plan production -->';

const vendors = {
  gitlab: {
    start: startGitLab,
    // One script plans and comments.
    comment: (api: VendorApi, options: RunOptions) =>
      runScript(scriptOf('gitlab', 'plan', 'script'), {
        ...options,
        env: {
          CI_COMMIT_SHA: 'a1b2c3',
          CI_API_V4_URL: api.url,
          CI_MERGE_REQUEST_PROJECT_ID: '34',
          CI_MERGE_REQUEST_IID: '12',
          ROLLCALL_COMMENT_TOKEN: 'secret',
        },
      }),
    created: 'POST /projects/34/merge_requests/12/notes secret',
    updated: (id: number) => `PUT /projects/34/merge_requests/12/notes/${id} secret`,
  },
  azure: {
    start: startAzure,
    comment: (api: VendorApi, options: RunOptions) => {
      const plan = scriptOf('azure', 'plan', 'Plan').replace(
        /^rollcall .*$/m,
        (line) => `${line} || true`,
      );
      return runScript(`${plan}\n${scriptOf('azure', 'plan', 'Comment')}`, {
        ...options,
        env: {
          API: `${api.url}/`,
          COMMIT: 'a1b2c3',
          PROJECT: 'project',
          PULL_REQUEST: '12',
          REPOSITORY: 'repository',
          SYSTEM_ACCESSTOKEN: 'secret',
        },
      });
    },
    created:
      'POST /project/_apis/git/repositories/repository/pullRequests/12/threads Bearer secret',
    updated: (id: number) =>
      `PATCH /project/_apis/git/repositories/repository/pullRequests/12/threads/${id}/comments/1 Bearer secret`,
  },
} as const;

const stranger = (id: number, body: string): Comment => ({ id, author: { id: 1 }, body });

for (const [vendor, { start, comment, created, updated }] of Object.entries(vendors)) {
  describe(`the plan's comment in ${vendor}`, () => {
    let api: VendorApi;

    afterEach(() => api.close());

    const commentOn = async (comments: Comment[], options: RunOptions = {}): Promise<Ran> => {
      api = await start(comments);
      return comment(api, options);
    };

    it('is one, which later plans replace', async () => {
      const ran = await commentOn([stranger(1, 'looks good')], { plan: 'first\n' });
      assert.equal(ran.exitCode, 0, ran.stderr);
      assert.equal(api.comments.at(-1)?.body, `${marker}\nCommit a1b2c3\n\nfirst\n`);
      await comment(api, { plan: 'second `$(id)` "quoted"\n' });
      assert.deepEqual(api.writes, [created, updated(2)]);
      assert.equal(api.comments.length, 2);
      assert.match(api.comments[1]?.body ?? '', /\nsecond `\$\(id\)` "quoted"\n$/);
    });

    it('is never one that somebody else wrote', async () => {
      await commentOn([stranger(1, `${marker} mine now`)]);
      assert.deepEqual(api.writes, [created]);
      assert.equal(api.comments[0]?.body, `${marker} mine now`);
    });

    it('is found behind many others', async () => {
      const others = Array.from({ length: 250 }, (_, index) => stranger(index + 1, 'hm'));
      const own = { id: 251, author: { id: JOB_USER }, body: `${marker} old` };
      await commentOn([...others, own]);
      assert.deepEqual(api.writes, [updated(251)]);
    });

    it('says where there is no plan', async () => {
      const ran = await commentOn([], { plan: null, exitCode: 2 });
      if (vendor === 'gitlab') assert.equal(ran.exitCode, 2);
      assert.match(api.comments[0]?.body ?? '', /There is no plan of this commit/);
    });

    it('is cut where it is longer than the vendor takes', async () => {
      await commentOn([], { plan: 'x'.repeat(300_000) });
      const body = api.comments[0]?.body ?? '';
      assert.ok(body.length < 250_000);
      assert.match(body, /The beginning of the plan; all of it is an artifact/);
    });
  });
}

describe("the plan's comment in github", () => {
  const comment = (options: RunOptions): Promise<Ran> =>
    runScript(
      `cp "$FOLDER/plan" "$PLAN" || true\n${scriptOf('github', 'plan', 'Comment')}\ncat "$comment"`,
      {
        ...options,
        env: { COMMIT: 'a1b2c3', GITHUB_REPOSITORY: 'owner/name', PULL_REQUEST: '12' },
      },
    );
  const writtenBy = (ran: Ran): string => ran.gh.at(-1)?.slice(0, 5).join(' ') ?? '';

  it('is made where there is none', async () => {
    const ran = await comment({ plan: 'first\n' });
    assert.equal(ran.exitCode, 0, ran.stderr);
    assert.equal(ran.stdout, `${marker}\nCommit a1b2c3\n\nfirst\n`);
    const target = 'repos/owner/name/issues/12/comments';
    assert.equal(writtenBy(ran), `api --silent --method POST ${target}`);
    const [listing = []] = ran.gh;
    assert.ok(listing.includes('--paginate') && listing.includes(`${target}?per_page=100`));
    assert.match(
      listing.at(-1) ?? '',
      /"github-actions\[bot\]".*<!-- rollcall plan production -->/,
    );
  });

  it('is updated where there is one', async () => {
    const ran = await comment({ comments: '991\n992\n' });
    const target = 'repos/owner/name/issues/comments/991';
    assert.equal(writtenBy(ran), `api --silent --method PATCH ${target}`);
  });

  it('says where there is no plan, and is cut where it is too long', async () => {
    assert.match((await comment({ plan: null })).stdout, /There is no plan of this commit/);
    const { stdout } = await comment({ plan: `${'x'.repeat(99)}\n`.repeat(1_000) });
    assert.match(stdout, /The beginning of the plan; all of it is an artifact/);
    assert.ok(stdout.length < 65_536);
    assert.ok(stdout.endsWith('x\n'));
  });
});
