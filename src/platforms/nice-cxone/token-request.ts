import { basicHeader, type TokenRequestOf } from '../../http/token-request.js';
import { ACCESS_KEY_PATH, OPENID_PATH } from './routes.js';

/**
 * Asks for a token with an access key: by itself, or by OpenID Connect where a registered application asks on its
 * behalf. Tokens have no scopes.
 */
export const tokenRequest: TokenRequestOf = ({ clientId, clientSecret, application }) =>
  application === undefined
    ? {
        path: ACCESS_KEY_PATH,
        json: { accessKeyId: clientId, accessKeySecret: clientSecret },
      }
    : {
        path: OPENID_PATH,
        headers: basicHeader(application.id, application.secret),
        form: { grant_type: 'password', username: clientId, password: clientSecret },
      };
