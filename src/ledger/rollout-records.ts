import { decode, encode, placeName } from './document.js';
import { evidenceRecordSchema } from './evidence-schema.js';
import { LedgerNameError } from './errors.js';
import { EVIDENCE_FOLDER, rolloutRef, safeName } from './names.js';
import { LedgerMissingError, type EvidenceRecord } from './port.js';
import type { Repository } from './repository.js';

// Folders beside the files of the report.
const TAKEN = new Map([
  [EVIDENCE_FOLDER, 'evidence'],
  ['plan', 'plan set'],
  ['load', 'synthetic load'],
]);

/** Evidence and report: what the ref of a rollout holds. */
export class RolloutRecords {
  constructor(private readonly repository: Repository) {}

  async writeEvidence(rolloutKey: string, name: string, record: EvidenceRecord): Promise<void> {
    const place = evidencePlace(rolloutKey, name);
    const text = encode(evidenceRecordSchema, record, place);
    const verdict = record.verdict === null ? 'not judged' : record.verdict.label;
    await this.#write(place.ref, { [place.path]: text }, `Evidence ${name}: ${verdict}`);
  }

  async readEvidence(rolloutKey: string, name: string): Promise<EvidenceRecord> {
    const place = evidencePlace(rolloutKey, name);
    const { files } = await this.repository.read(place.ref, { files: [place.path] });
    const text = files.get(place.path);
    if (text === undefined) throw this.#missing(placeName(place));
    return decode(evidenceRecordSchema, text, place);
  }

  async listEvidence(rolloutKey: string): Promise<readonly string[]> {
    const look = { folders: [EVIDENCE_FOLDER] };
    const { folders } = await this.repository.read(rolloutRef(rolloutKey), look);
    const files = folders.get(EVIDENCE_FOLDER)?.files ?? [];
    return files.map((file) => file.replace(/\.json$/, '')).sort();
  }

  async writeReport(rolloutKey: string, files: Readonly<Record<string, string>>): Promise<string> {
    const ref = rolloutRef(rolloutKey);
    const names = Object.keys(files).map(reportFile);
    // People read Markdown first.
    const path = names.find((name) => name.endsWith('.md')) ?? names[0];
    if (path === undefined) throw new TypeError(`the report of rollout ${rolloutKey} has no files`);
    await this.#write(ref, files, `Report of rollout ${rolloutKey}`);
    return `${this.repository.name}:${placeName({ ref, path })}`;
  }

  async readReport(rolloutKey: string): Promise<Readonly<Record<string, string>>> {
    const ref = rolloutRef(rolloutKey);
    const { commit, folders } = await this.repository.read(ref, { folders: [''] });
    const names = folders.get('')?.files ?? [];
    if (commit === null || names.length === 0) throw this.#missing(`a report under ${ref}`);
    // From that commit, so that all files are of one writing.
    const { files } = await this.repository.read(commit, { files: names });
    return Object.fromEntries(files);
  }

  async #write(
    ref: string,
    texts: Readonly<Record<string, string>>,
    message: string,
  ): Promise<void> {
    await this.repository.update({
      ref,
      look: { files: Object.keys(texts) },
      decide: ({ commit, files: there }) => {
        const entries = Object.entries(texts).map(([path, text]) => ({ path, text }));
        const files = entries.filter(({ path, text }) => there.get(path) !== text);
        return commit !== null && files.length === 0 ? { already: commit } : { message, files };
      },
    });
  }

  #missing(what: string): LedgerMissingError {
    return new LedgerMissingError(`${what} is not in ledger ${this.repository.name}`);
  }
}

function evidencePlace(rolloutKey: string, name: string): { ref: string; path: string } {
  const path = `${EVIDENCE_FOLDER}/${safeName('evidence name', name)}.json`;
  return { ref: rolloutRef(rolloutKey), path };
}

function reportFile(name: string): string {
  const taken = TAKEN.get(name.toLowerCase());
  if (taken === undefined) return safeName('report file', name);
  throw new LedgerNameError(`report file "${name}" cannot be kept: the ${taken} is there`);
}
