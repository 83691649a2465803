import { genesysCloud } from './genesys-cloud.js';
import { guide } from './guide.js';
import { describeOrg } from './org.js';
import { describeKind } from './resources.js';

// Written once against the port, and run for every adapter: docs/adapters.md.
for (const subject of [guide, genesysCloud]) {
  describeOrg(subject);
  for (const sample of subject.samples) describeKind(subject, sample);
}
