/** Below the address that the discovery tells. The version is the one that was read; the vendor keeps older ones. */
const SERVICES = '/inContactAPI/services/v34.0';

export const SKILLS = `${SERVICES}/skills`;
export const HOURS = `${SERVICES}/hours-of-operation`;
export const POINTS_OF_CONTACT = `${SERVICES}/points-of-contact`;
export const SCRIPTS = `${SERVICES}/scripts`;
export const SCRIPT_SEARCH = `${SCRIPTS}/search`;
export const SUMMARIES = `${SKILLS}/summary`;
export const ACTIVITY = `${SKILLS}/activity`;
export const BUSINESS_UNIT = `${SERVICES}/business-unit`;

/** Both at the login: for an access key by itself, and for one that a registered application asks for. */
export const ACCESS_KEY_PATH = '/authentication/v1/token/access-key';
export const OPENID_PATH = '/auth/token';
/** At the base URL, without a token. */
export const DISCOVERY = '/.well-known/cxone-configuration';
