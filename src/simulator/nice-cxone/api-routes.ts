import type { Route } from '../http/route.js';
import type { CxoneHandler } from './api-call.js';
import { getBusinessUnit } from './business-unit.js';
import { deleteHours, getHours, listHours, postHours, putHours } from './hours-of-operation.js';
import { getPointOfContact, listPointsOfContact, putPointOfContact } from './points-of-contact.js';
import { deleteScriptFile, getScriptFiles, postScriptFile, putScriptFile } from './script-files.js';
import {
  deleteScript,
  getScript,
  openScript,
  saveScript,
  scriptHistory,
  searchScripts,
} from './scripts.js';
import { skillActivity, skillsActivity } from './skill-activity.js';
import { summarizeSkill, summarizeSkills } from './skill-summaries.js';
import { getSkill, listSkills, postSkills, putSkill } from './skills.js';

/** Everything behind a token, below the versioned prefix; fixed paths before those with numbers. */
export const apiRoutes: Route<CxoneHandler>[] = [
  { method: 'GET', path: '/business-unit', handle: getBusinessUnit },
  { method: 'GET', path: '/skills', handle: listSkills },
  { method: 'POST', path: '/skills', handle: postSkills },
  { method: 'GET', path: '/skills/summary', handle: summarizeSkills },
  { method: 'GET', path: '/skills/activity', handle: skillsActivity },
  { method: 'GET', path: '/skills/:id', handle: getSkill },
  { method: 'PUT', path: '/skills/:id', handle: putSkill },
  { method: 'GET', path: '/skills/:id/summary', handle: summarizeSkill },
  { method: 'GET', path: '/skills/:id/activity', handle: skillActivity },
  { method: 'GET', path: '/hours-of-operation', handle: listHours },
  { method: 'POST', path: '/hours-of-operation', handle: postHours },
  { method: 'GET', path: '/hours-of-operation/:id', handle: getHours },
  { method: 'PUT', path: '/hours-of-operation/:id', handle: putHours },
  { method: 'DELETE', path: '/hours-of-operation/:id', handle: deleteHours },
  { method: 'GET', path: '/points-of-contact', handle: listPointsOfContact },
  { method: 'GET', path: '/points-of-contact/:id', handle: getPointOfContact },
  { method: 'PUT', path: '/points-of-contact/:id', handle: putPointOfContact },
  { method: 'GET', path: '/scripts', handle: openScript },
  { method: 'POST', path: '/scripts', handle: saveScript },
  { method: 'DELETE', path: '/scripts', handle: deleteScript },
  { method: 'GET', path: '/scripts/search', handle: searchScripts },
  { method: 'GET', path: '/scripts/historyByName', handle: scriptHistory },
  { method: 'GET', path: '/scripts/files', handle: getScriptFiles },
  { method: 'POST', path: '/scripts/files', handle: postScriptFile },
  { method: 'PUT', path: '/scripts/files', handle: putScriptFile },
  { method: 'DELETE', path: '/scripts/files', handle: deleteScriptFile },
  { method: 'GET', path: '/scripts/:id', handle: getScript },
];
